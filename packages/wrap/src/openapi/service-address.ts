// The address of the service that a document speaks of.

import { assertPublicHost, PrivateAddress, publicLookup } from '../http/address-guard.ts';
import { isObject, type JsonObject } from './document/parse-document.ts';
import type { ApiDocument } from './document/read-document.ts';
import { WrapError } from './wrap-error.ts';

/**
 * The address, by option or by the document's first server; a relative one starts from the document's own.
 * @throws WrapError `no-address`, `address-refused`, `bad-wrap-option`
 */
export async function serviceAddress(
  { root, url, place }: ApiDocument,
  { baseUrl, allowPrivate = false }: { readonly baseUrl?: string; readonly allowPrivate?: boolean },
): Promise<URL> {
  const said = baseUrl ?? firstServer(root);
  const address = URL.parse(said, baseUrl === undefined ? url?.href : undefined);
  if (address === null) {
    const text = `${place} says "${said.slice(0, 100)}" of where its service is, which is no whole address: name it with --base-url.`;
    throw new WrapError(
      baseUrl === undefined ? 'no-address' : 'bad-wrap-option',
      baseUrl === undefined ? text : `--base-url: "${said.slice(0, 100)}" is no address.`,
    );
  }
  if (!/^https?:$/.test(address.protocol) || address.username !== '' || address.password !== '') {
    throw new WrapError(
      'no-address',
      `The service at ${address.host} is to be called by http:// or https://, without user and password: name it with --base-url.`,
    );
  }
  address.hash = '';
  if (!allowPrivate) await assertPublic(address);
  return address;
}

function firstServer({ servers }: JsonObject): string {
  const [server] = Array.isArray(servers) ? servers : [];
  if (!isObject(server) || typeof server.url !== 'string') return '/';
  const variables = isObject(server.variables) ? server.variables : {};
  return server.url.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return isObject(variable) ? String(variable.default) : whole;
  });
}

/** A name that cannot be looked up now is checked when it is called. */
async function assertPublic(address: URL): Promise<void> {
  try {
    assertPublicHost(address);
    await new Promise<void>((resolve, reject) => {
      publicLookup(address.hostname.replace(/^\[|\]$/g, ''), {}, (error) => {
        if (error instanceof PrivateAddress) reject(error);
        else resolve();
      });
    });
  } catch (thrown) {
    if (!(thrown instanceof PrivateAddress)) throw thrown;
    throw new WrapError(
      'address-refused',
      `The service is not wrapped: ${thrown.message}. Say --allow-private if that is meant.`,
    );
  }
}
