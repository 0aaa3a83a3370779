// What a service says of why not, in one line: the fields that APIs say it in, or the first words of whatever it sent.

const charactersMax = 400;

/** The reason in an error's body; RFC 9457's `detail` and `title`, `message`, `error` and the like, else its first words. */
export function reasonIn(text: string, contentType: string): string {
  const parsed = isJson(contentType) ? parse(text) : undefined;
  return oneLine(said(parsed, 0) ?? firstWords(text, contentType));
}

export function isJson(contentType: string): boolean {
  return /^\s*[\w.+-]+\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType);
}

/** The first words of a text; of HTML the title, or what stands between its tags. */
export function firstWords(text: string, contentType: string): string {
  const start = text.slice(0, 20_000);
  if (!/html/i.test(contentType) && !/^\s*<(?:!doctype|html)/i.test(start)) return oneLine(start);
  const title = /<title[^>]*>([^<]*)/i.exec(start)?.[1]?.trim();
  return oneLine(title || start.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' '));
}

const keys = ['detail', 'message', 'error_description', 'error', 'title', 'reason', 'errors', 'description'];
const depthMax = 3;

function said(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (typeof value !== 'object' || value === null || depth > depthMax) return undefined;
  if (Array.isArray(value)) {
    const all = value.slice(0, 3).flatMap((each) => said(each, depth + 1) ?? []);
    return all.length === 0 ? undefined : all.join('; ');
  }
  for (const key of keys) {
    const found = said((value as Record<string, unknown>)[key], depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// What steers a terminal is no reason.
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > charactersMax ? `${line.slice(0, charactersMax)}...` : line;
}
