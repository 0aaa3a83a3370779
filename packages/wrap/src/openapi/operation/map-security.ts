// What lets a caller in: which secrets an operation needs, and where they go. A secret is named by a key of the agent's
// configuration, and its value is never seen here.

import type { SecretPlace } from '../../http/service.ts';
import { isObject, type JsonObject } from '../document/parse-document.ts';
import { followed } from '../document/references.ts';
import { camelOf } from '../words.ts';
import { Unwrappable } from '../wrap-error.ts';

export interface NeededSecret {
  /** As the document calls the scheme. */
  readonly scheme: string;
  /** The key of the configuration. */
  readonly key: string;
  readonly place: SecretPlace;
  /** What it is, in words. */
  readonly what: string;
}

/** Keys of the configuration that mean something else. */
const ownKeys = ['baseUrl', 'allowPrivate', 'redirectsTo', 'answerBytesMax', 'price', 'etaMs', 'timeoutMs'];

/**
 * The secrets that an operation needs, in the first of its alternatives that can be met; none where it lets everybody in.
 * @param given whether a secret was named for a scheme @throws Unwrappable naming the schemes
 */
export function mapSecurity(
  root: JsonObject,
  operation: JsonObject,
  given: (scheme: string) => boolean,
): readonly NeededSecret[] {
  const said = Array.isArray(operation.security) ? operation.security : root.security;
  const alternatives = (Array.isArray(said) ? said : []).filter(isObject).map((each) => Object.keys(each));
  if (alternatives.length === 0) return [];
  const met = alternatives.find((schemes) => schemes.length > 0 && schemes.every(given));
  if (met === undefined && alternatives.some((schemes) => schemes.length === 0)) return [];
  const reasons: string[] = [];
  for (const schemes of met === undefined ? alternatives : [met]) {
    try {
      return schemes.map((scheme) => neededBy(root, scheme));
    } catch (thrown) {
      if (!(thrown instanceof Unwrappable)) throw thrown;
      reasons.push(thrown.message);
    }
  }
  throw new Unwrappable(reasons.join('; '), ['security']);
}

function neededBy(root: JsonObject, name: string): NeededSecret {
  const schemes = isObject(root.components) ? root.components.securitySchemes : undefined;
  const given = isObject(schemes) && Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  const { type, in: where, name: called, scheme } = followed(root, given);
  const camel = camelOf(name);
  const key = ownKeys.includes(camel) ? `${camel}Secret` : camel;
  const needed = (place: SecretPlace, what: string) => ({ scheme: name, key, place, what });
  if (type === 'apiKey' && where === 'header') return needed({ header: String(called), secret: key }, 'an API key');
  if (type === 'apiKey' && where === 'query') return needed({ query: String(called), secret: key }, 'an API key');
  if (type === 'apiKey' && where === 'cookie') return needed({ cookie: String(called), secret: key }, 'an API key');
  const authorization = (word: string, what: string) =>
    needed({ header: 'Authorization', scheme: word, secret: key }, what);
  if (type === 'http' && /^bearer$/i.test(String(scheme))) return authorization('Bearer', 'a token');
  if (type === 'http' && /^basic$/i.test(String(scheme))) return authorization('Basic', '"user:password"');
  if (type === 'oauth2' || type === 'openIdConnect') return authorization('Bearer', 'an access token');
  throw new Unwrappable(`the scheme "${name}" (${[type, scheme].filter(Boolean).join(' ') || 'unknown'}) is not known`);
}
