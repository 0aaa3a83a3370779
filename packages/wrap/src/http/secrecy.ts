// Secrets are taken out of every text that comes back, since a service may repeat what it was sent: a failure's reason and
// a result go into the record.

const mark = '[secret]';
/** Shorter ones would take words out of innocent texts. */
const charactersMin = 6;

/** A function that takes the given secrets, however they are written in a request, out of a text. */
export function hiding(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(
    secrets
      .filter((secret) => secret.length >= charactersMin)
      .flatMap((secret) => [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64'),
      ]),
  );
  // The longest first, since one form may be a part of another.
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((rest, form) => rest.replaceAll(form, mark), text);
}
