// From a file or an address to a text: bounded in bytes and in time, and reached only where that is allowed. It knows nothing
// of OpenAPI.

import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf } from '@parley/protocol';
import { PrivateAddress } from '../../http/address-guard.ts';
import { firstWords } from '../../http/reason.ts';
import { BadConduct, type HttpAnswer, send } from '../../http/send.ts';
import { WrapError } from '../wrap-error.ts';

export interface OpenedDocument {
  readonly text: string;
  /** Where it was, in words. */
  readonly place: string;
  /** Its address, where it has one: relative addresses in it start from there. */
  readonly url?: URL;
}

export interface OpenOptions {
  /** Where relative file names start. */
  readonly cwd: string;
  readonly allowPrivate: boolean;
  /** How long a host may take, in ms. */
  readonly timeoutMs: number;
}

/** What is read of a document at most. The largest public ones are around half as long. */
const documentBytesMax = 16 * 1024 * 1024;

/** @throws WrapError `document-missing`, `document-unreachable`, `document-refused`, `document-too-large`, `address-refused` */
export async function openDocument(source: string, options: OpenOptions): Promise<OpenedDocument> {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(source) ? URL.parse(source) : undefined;
  if (url === null) throw new WrapError('bad-wrap-option', `"${source}" is no address: check how it is written.`);
  if (url === undefined) return await fromFile(resolve(options.cwd, source));
  if (url.username !== '' || url.password !== '') {
    const text = `The address at ${url.host} holds a user or a password: load the document yourself and give the file.`;
    throw new WrapError('bad-wrap-option', text);
  }
  if (!/^https?:$/.test(url.protocol)) {
    throw new WrapError(
      'bad-wrap-option',
      `${url.protocol}// cannot be read from: give a file, or http:// or https://.`,
    );
  }
  return await fromUrl(url, options);
}

async function fromFile(path: string): Promise<OpenedDocument> {
  try {
    const { size } = await stat(path);
    if (size > documentBytesMax) throw tooLarge(path);
    return { text: await readFile(path, 'utf8'), place: path };
  } catch (thrown) {
    if (thrown instanceof WrapError) throw thrown;
    const { code } = thrown as { code?: string };
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code ?? messageOf(thrown)})`;
    throw new WrapError('document-missing', `${path} ${why}: give the file or the address of an OpenAPI document.`);
  }
}

async function fromUrl(url: URL, { allowPrivate, timeoutMs }: OpenOptions): Promise<OpenedDocument> {
  const signal = AbortSignal.timeout(timeoutMs);
  const headers = { accept: 'application/json, application/yaml;q=0.9, */*;q=0.5', 'accept-encoding': 'identity' };
  const bounds = { allowPrivate, redirectsTo: [], answerBytesMax: documentBytesMax, signal };
  let answer: HttpAnswer;
  try {
    answer = await send({ method: 'GET', url, headers, secretHeaders: [] }, bounds);
  } catch (thrown) {
    throw whyNotReached(url, thrown, signal.aborted ? timeoutMs : undefined);
  }
  if (answer.status < 200 || answer.status > 299) {
    const words = firstWords(answer.text, answer.headers['content-type'] ?? '').slice(0, 120);
    const said = words === '' ? '' : ` (${words})`;
    throw new WrapError(
      'document-refused',
      `${shown(url)} answered ${answer.status}${said}: open it in a browser, or load the document and give the file.`,
    );
  }
  return { text: answer.text, place: shown(url), url };
}

function whyNotReached(url: URL, thrown: unknown, lateMs: number | undefined): WrapError {
  const cause = thrown instanceof AggregateError ? thrown.errors[0] : thrown;
  if (cause instanceof PrivateAddress) {
    const text = `${shown(url)} is not asked: ${cause.message}. Say --allow-private if that is meant.`;
    return new WrapError('address-refused', text);
  }
  if (cause instanceof BadConduct && cause.code === 'answer-too-large') return tooLarge(shown(url));
  if (cause instanceof BadConduct && cause.code === 'redirect-refused') {
    const text = `${shown(url)} redirects to another host or in a circle: give the address that it leads to itself.`;
    return new WrapError('document-refused', text, { cause });
  }
  if (cause instanceof BadConduct) return new WrapError('document-refused', `${shown(url)}: ${cause.message}.`);
  const why =
    lateMs === undefined
      ? `does not answer (${(cause as { code?: string }).code ?? messageOf(cause)})`
      : `did not answer within ${lateMs / 1000} s`;
  return new WrapError(
    'document-unreachable',
    `${url.host} ${why}: check the address, or load the document and give the file.`,
  );
}

function tooLarge(place: string): WrapError {
  const most = documentBytesMax / 1024 / 1024;
  return new WrapError(
    'document-too-large',
    `${place} is longer than ${most} MiB: give a document with the operations you need alone.`,
  );
}

/** An address without its query, which may hold a secret. */
function shown(url: URL): string {
  return url.origin + url.pathname;
}
