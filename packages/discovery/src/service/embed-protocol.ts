// The two sides of the embedding service agree here on how a request and its answer are written, on top of protocol's
// schemas. Vectors are little-endian float32 in base64; what comes is not believed until it is looked at.

import { EmbeddingError, type EmbeddingErrorCode } from '@parley/embeddings';
import { EmbedReply, EmbedRequest, limits, type WireError } from '@parley/protocol';
import type { TextRole } from '../adverts/build-adverts.ts';

/** Without a role it is a query: see TextRole. */
export interface ServiceRequest extends EmbedRequest {
  readonly role?: Exclude<TextRole, 'query'>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

const textsPerRequestMax = 64;

/** So many texts have their vectors in one message. */
export function textsPerRequest(dims: number): number {
  const bytesPerVector = Math.ceil((dims * 4 * 4) / 3) + 8;
  return Math.max(1, Math.min(textsPerRequestMax, Math.floor((0.9 * limits.payloadBytesMax) / bytesPerVector)));
}

export function encodeJson(value: EmbedReply | ServiceRequest): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** @throws SyntaxError, TypeError or ZodError where the bytes are no request */
export function decodeRequest(data: Uint8Array): ServiceRequest {
  const value: unknown = JSON.parse(decoder.decode(data));
  const { role, ...request } = EmbedRequest.parse(value);
  return role === 'document' || role === 'check' ? { ...request, role } : request;
}

/** The vectors of an answer, as many as asked for. @throws EmbeddingError the service's own, or `bad-vector` */
export function decodeReply(data: Uint8Array, space: string, dims: number, count: number): Float32Array[] {
  let reply: EmbedReply;
  try {
    reply = EmbedReply.parse(JSON.parse(decoder.decode(data)));
  } catch (cause) {
    throw unusable('it cannot be read', cause);
  }
  if ('error' in reply) throw errorFromWire(reply.error as WireError);
  const { vectors } = reply as Extract<EmbedReply, { vectors: unknown }>;
  if (reply.space !== space || reply.dims !== dims) throw unusable(`it is of the space ${String(reply.space)}`);
  if (vectors.length !== count) throw unusable(`it has ${vectors.length} vectors where ${count} are due`);
  return vectors.map((each) => {
    const vector = readVector(Buffer.from(each, 'base64'), dims);
    if (vector === undefined) throw unusable(`a vector in it has not ${dims} finite numbers of norm 1`);
    return vector;
  });
}

export function writeVector(vector: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  for (let i = 0; i < vector.length; i += 1) bytes.writeFloatLE(vector[i]!, i * 4);
  return bytes;
}

/** Undefined where the bytes are not `dims` finite numbers of norm 1. */
export function readVector(bytes: Uint8Array, dims: number): Float32Array | undefined {
  if (bytes.length !== dims * 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const vector = new Float32Array(dims);
  let square = 0;
  for (let i = 0; i < dims; i += 1) {
    const number = view.getFloat32(i * 4, true);
    vector[i] = number;
    square += number * number;
  }
  return Math.abs(square - 1) < 0.01 ? vector : undefined;
}

const knownCodes: ReadonlySet<string> = new Set<EmbeddingErrorCode>([
  'empty-text',
  'bad-vector',
  'too-many-texts',
  'inference-failed',
  'busy',
  'timeout',
  'worker-crashed',
  'load-failed',
]);

function errorFromWire({ code, message }: WireError): EmbeddingError {
  return new EmbeddingError(knownCodes.has(code) ? (code as EmbeddingErrorCode) : 'inference-failed', message);
}

/** An answer that cannot be used; whoever asked turns to its own model. */
export class UnusableReplyError extends EmbeddingError {}

function unusable(why: string, cause?: unknown): UnusableReplyError {
  return new UnusableReplyError('bad-vector', `The embedding service's answer is not used: ${why}.`, { cause });
}
