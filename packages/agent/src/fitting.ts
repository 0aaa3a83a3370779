// A caller's input made to fit what a capability takes. What fits as it is, is taken as it is; the rest is adapted by
// lossless steps, each told in the bid, and completed by what the author's `read` finds in the words.

import { type Adapter, describeSteps } from '@parley/adaptation';
import { describeCapability } from '@parley/mesh';
import { type Cfp, limits, type Mapping } from '@parley/protocol';
import type { z } from 'zod';
import type { Capability } from './definition.ts';
import { parsedAtOnce, parsed as readBy } from './parsing.ts';

export type Fitted =
  /** `mapping` is empty where the input was taken as it is. */
  | { readonly type: 'fits'; readonly input: unknown; readonly mapping: readonly Mapping[] }
  | {
      readonly type: 'missing';
      readonly fields: readonly { readonly path: string; readonly message: string }[];
      /** What had been adapted so far, in words. */
      readonly adapted: string;
    };

interface Call extends Pick<Cfp, 'intent' | 'input' | 'inputSchema'> {
  readonly signal: AbortSignal;
}

type JsonObject = Readonly<Record<string, unknown>>;

const nothingGiven: Fitted = {
  type: 'missing',
  fields: [{ path: 'input', message: 'it takes an input, and reads none from words' }],
  adapted: '',
};

/** Fits the call's input. @throws what the author's `read` throws, and the adapter for a schema it cannot read */
export async function fit(capability: Capability, adapter: Adapter, call: Call): Promise<Fitted> {
  const { input: given, intent } = call;
  const read = capability.read?.(intent);
  const parsed = await readBy(capability.input, completed(given, read));
  if (given === undefined && read === undefined && !parsed.success) return nothingGiven;
  const target = describeCapability(capability).input;
  // Nothing that was given explicitly may be dropped in silence, which a schema does with names it does not know.
  if (given === undefined || (parsed.success && knowsAll(given, target))) return fromZod(parsed);
  const { signal, inputSchema } = call;
  const adapted = await adapter.adapt({
    payload: given,
    target,
    signal,
    ...(inputSchema === undefined ? {} : { source: inputSchema }),
  });
  if (adapted.status === 'ok') return fromZod(parsed);
  const whole = completed(adapted.value, read);
  const fitted = await readBy(capability.input, whole);
  const questions = adapted.status === 'missing' ? adapted.missing : [];
  if (fitted.success) {
    // What may be meant for a field that can do without is a question all the same, unless the words answer it.
    // So is what was given and will not do: the words may say something else, and that was not meant.
    const open = questions.filter(({ path }) => valueAt(whole, path) === undefined || isGiven(given, path));
    if (open.length === 0) return { type: 'fits', input: fitted.data, mapping: onTheWire(adapted.steps) };
    const asked = open.map(({ path, what }) => ({ path, message: what }));
    return { type: 'missing', fields: asked, adapted: describeSteps(adapted.steps) };
  }
  const fields = fieldsOf(fitted.error).map((field) => {
    const asked = questions.find(({ path }) => path === field.path);
    return asked === undefined ? field : { ...field, message: asked.what };
  });
  return { type: 'missing', fields, adapted: describeSteps(adapted.steps) };
}

/** The input as its schema reads it, where it is what the capability takes and nothing has to be awaited. */
export function asItIs(capability: Capability, given: unknown): { readonly input: unknown } | undefined {
  const read = parsedAtOnce(capability.input, given);
  if (!read?.success) return undefined;
  return knowsAll(given, describeCapability(capability).input) ? { input: read.data } : undefined;
}

// What the caller gave wins over what was read from the words.
function completed(given: unknown, read: JsonObject | undefined): unknown {
  if (read === undefined) return given;
  if (given !== undefined && !isObject(given)) return given;
  return { ...read, ...given };
}

function fromZod(parsed: z.ZodSafeParseResult<unknown>): Fitted {
  if (parsed.success) return { type: 'fits', input: parsed.data, mapping: [] };
  return { type: 'missing', fields: fieldsOf(parsed.error), adapted: '' };
}

function fieldsOf(error: z.ZodError): { path: string; message: string }[] {
  return error.issues.map(({ path, message }) => ({ path: path.map(String).join('.') || 'input', message }));
}

function isGiven(given: unknown, path: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const [name = ''] = path.split('.');
  return isObject(given) && Object.keys(given).some((key) => plain(key) === plain(name));
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value);
}

function knowsAll(given: unknown, { properties }: JsonObject): boolean {
  if (!isObject(given) || !isObject(properties)) return true;
  return Object.keys(given).every((key) => Object.hasOwn(properties, key));
}

function onTheWire(steps: readonly Mapping[]): Mapping[] {
  const short = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
  return steps.slice(0, limits.mappingsMax).map(({ kind, from, to, note, similarity }) => ({
    kind,
    to: short(to, 200),
    note: short(note, 400),
    ...(from === undefined ? {} : { from: short(from, 200) }),
    ...(similarity === undefined ? {} : { similarity }),
  }));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
