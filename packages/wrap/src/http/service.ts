// One HTTP service, as data, and what the configuration makes of it. Secrets are named here and never written: the
// agent's host puts them into the configuration (`"token": "env:NAME"`).

import { type Money, ParleyError } from '@parley/protocol';
import { z } from 'zod';
import { offeringFields } from '../offering.ts';

/** Where in a request a secret goes. */
export type SecretPlace =
  | {
      /** The header that carries it. */
      readonly header: string;
      /** What stands before it in the header, such as "Bearer"; `Basic` encodes "user:password". */
      readonly scheme?: string;
      /** The key of the configuration that holds the secret. */
      readonly secret: string;
    }
  | { readonly query: string; readonly secret: string }
  | { readonly cookie: string; readonly secret: string };

export interface HttpService {
  /** What its failures call it. */
  readonly name: string;
  /** Its address, or the key of the configuration that holds it; the configuration's `baseUrl` comes before an address. */
  readonly baseUrl: string | { readonly fromConfig: string };
  readonly auth?: readonly SecretPlace[];
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether its address may be one of this machine or of a private network; the configuration's `allowPrivate` comes before it. */
  readonly allowPrivate?: boolean;
  /** Other origins to which it may redirect, such as "https://cdn.example.org". */
  readonly redirectsTo?: readonly string[];
  /** The longest answer that is read; 4 MiB unless said. */
  readonly answerBytesMax?: number;
}

/** The service as it is called. */
export interface Settings {
  readonly name: string;
  readonly baseUrl: URL;
  readonly auth: readonly { readonly place: SecretPlace; readonly value: string }[];
  readonly headers: Readonly<Record<string, string>>;
  readonly allowPrivate: boolean;
  readonly redirectsTo: readonly string[];
  readonly answerBytesMax: number;
  readonly price: string | Money | undefined;
  readonly etaMs: number | undefined;
  readonly timeoutMs: number | undefined;
}

const answerBytesMaxDefault = 4 * 1024 * 1024;

const Config = z.looseObject({
  baseUrl: z.string().optional(),
  allowPrivate: z.boolean().optional(),
  redirectsTo: z.array(z.string()).optional(),
  answerBytesMax: z.int().min(1).optional(),
  ...offeringFields,
  timeoutMs: z.int().min(1).optional(),
});

/** @throws ParleyError `bad-options`, naming the key of the configuration and what to write there */
export function settingsOf(service: HttpService, config: Readonly<Record<string, unknown>>): Settings {
  const parsed = Config.safeParse(config);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw wrongConfig(service, String(issue?.path.join('.')), `is not right: ${issue?.message}`);
  }
  const { price, etaMs, timeoutMs, ...given } = parsed.data;
  return {
    name: service.name,
    baseUrl: addressOf(service, config),
    auth: (service.auth ?? []).map((place) => ({ place, value: secretOf(service, place, config) })),
    headers: service.headers ?? {},
    allowPrivate: given.allowPrivate ?? service.allowPrivate ?? false,
    redirectsTo: given.redirectsTo ?? service.redirectsTo ?? [],
    answerBytesMax: given.answerBytesMax ?? service.answerBytesMax ?? answerBytesMaxDefault,
    price,
    etaMs,
    timeoutMs,
  };
}

function addressOf(service: HttpService, config: Readonly<Record<string, unknown>>): URL {
  const { baseUrl } = service;
  const key = typeof baseUrl === 'string' ? 'baseUrl' : baseUrl.fromConfig;
  const text = config[key] ?? (typeof baseUrl === 'string' ? baseUrl : undefined);
  if (text === undefined) throw wrongConfig(service, key, 'is missing: write the address of the service there');
  const url = typeof text === 'string' ? URL.parse(text) : null;
  const isAddress = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (isAddress) return url;
  // The address itself is not repeated: it may hold a password.
  throw wrongConfig(service, key, 'is no address: write http:// or https://, without user and password');
}

function secretOf(service: HttpService, place: SecretPlace, config: Readonly<Record<string, unknown>>): string {
  const value = config[place.secret];
  if (typeof value !== 'string' || value === '' || value.startsWith('env:')) {
    const what = 'holds no secret: write "env:NAME" there and set NAME in the environment';
    throw wrongConfig(service, place.secret, what);
  }
  // A file's last line break gets into a variable easily, and no header can carry it.
  const isWritten = 'header' in place && place.scheme !== 'Basic';
  if (!isWritten || /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  throw wrongConfig(
    service,
    place.secret,
    'has a line break or another character that no header can carry: take it out',
  );
}

function wrongConfig({ name }: HttpService, key: string, what: string): ParleyError {
  return new ParleyError('bad-options', `${name}: "${key}" of the configuration ${what}.`, { details: { key } });
}
