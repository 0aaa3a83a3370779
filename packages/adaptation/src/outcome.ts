// What comes of fitting a payload to a schema: as it is, adapted with every step told, or what a person must still say.
// Steps fit the wire type `Mapping` of the protocol.

import type { Mapping } from '@parley/protocol';

/** A JSON Schema, draft 2020-12 or as OpenAPI 3.1 writes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a step did. */
export type StepKind =
  | 'json'
  | 'unwrapped'
  | 'wrapped'
  | 'moved'
  | 'spelling'
  | 'alias'
  | 'abbreviation'
  | 'meaning'
  | 'number'
  | 'boolean'
  | 'text'
  | 'date'
  | 'money'
  | 'unit'
  | 'enum-case'
  | 'default'
  | 'left-out';

/**
 * One lossless change. `from` and `to` are dotted paths in the payload and in the target (`items.0.price`; the whole is
 * `input`), `note` says the change to a person, `similarity` is the cosine of a rename by meaning.
 */
export interface AdaptationStep extends Mapping {
  kind: StepKind;
}

/** A field that must be asked for. `what` is a question a person understands; `candidates` are the answers it is between. */
export interface MissingField {
  readonly path: string;
  readonly what: string;
  readonly candidates?: string[];
}

/** `value` of `ok` is the payload itself, of `adapted` a new one that satisfies the target, of `missing` the part understood. */
export type Adapted =
  | { readonly status: 'ok'; readonly value: unknown; readonly steps: [] }
  | { readonly status: 'adapted'; readonly value: unknown; readonly steps: AdaptationStep[] }
  | {
      readonly status: 'missing';
      readonly missing: MissingField[];
      readonly steps: AdaptationStep[];
      readonly value: unknown;
    };
