// Which parts of an entry are content (inputs, outputs, words somebody wrote), and what becomes of them before they
// leave the process: left out, or without the secrets that a capability's schemas name.

import type { EntryBody, Mapping } from './bodies.ts';
import { redactNames, redactorOf, withoutSecrets } from './secrets.ts';

/** The JSON Schemas of one definition of a capability. */
export interface CapabilitySchemas {
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
}

/** What stands in the place of a value whose schema is not known to the writer: nobody can say what in it is secret. */
export const withheldMark = '[withheld: its schema is not known here]';

/** What was learned of one conversation's content, from batch to batch. */
export class ContentKeeper {
  readonly #schemasOf: (capability: string) => readonly CapabilitySchemas[];
  readonly #capabilities = new Set<string>();
  readonly #secrets = new Set<string>();

  constructor(schemasOf: (capability: string) => readonly CapabilitySchemas[]) {
    this.#schemasOf = schemasOf;
  }

  /** The bodies as they may be written. A secret of one entry is cut from the words of all. */
  prepared(bodies: readonly EntryBody[]): readonly EntryBody[] {
    for (const body of bodies) for (const each of capabilitiesOf(body)) this.#capabilities.add(each);
    const redacted = bodies.map((body) => this.#redacted(body));
    if (this.#secrets.size === 0) return redacted;
    return redacted.map((body) => withoutSecrets(body, this.#secrets) as EntryBody);
  }

  #redacted(body: EntryBody): EntryBody {
    switch (body.type) {
      case 'asked':
      case 'bid-made':
      case 'work-started':
        return body.input === undefined ? body : { ...body, input: this.#value('input', body.input, body.capability) };
      case 'settled':
      case 'work-ended':
        return body.output === undefined
          ? body
          : { ...body, output: this.#value('output', body.output, body.capability) };
      case 'progress':
        return body.partial === undefined ? body : { ...body, partial: this.#partial(body.partial) };
      case 'answered':
        return body.value === undefined ? body : { ...body, value: this.#partial(body.value) };
      default:
        return body;
    }
  }

  #value(side: keyof CapabilitySchemas, value: unknown, capability: string | undefined): unknown {
    const schemas = this.#schemas(capability === undefined ? this.#capabilities : [capability]);
    if (schemas.length === 0) return withheldMark;
    const found = (secret: string) => void this.#secrets.add(secret);
    return schemas.reduce((left, each) => redactorOf(each[side]).redact(left, found), value);
  }

  // A part of a result has no schema of its own, so the names of secrets must do.
  #partial(value: unknown): unknown {
    const schemas = this.#schemas(this.#capabilities);
    if (schemas.length === 0) return withheldMark;
    const names = schemas.flatMap(({ input, output }) => [...redactorOf(input).names, ...redactorOf(output).names]);
    return names.length === 0 ? value : redactNames(value, new Set(names), (secret) => void this.#secrets.add(secret));
  }

  #schemas(capabilities: Iterable<string>): readonly CapabilitySchemas[] {
    return [...capabilities].flatMap((each) => this.#schemasOf(each));
  }
}

/** The body without inputs, outputs, the intent's words and notes. */
export function withoutContent(body: EntryBody): EntryBody {
  switch (body.type) {
    case 'asked': {
      const { intent: _, input: __, ...rest } = body;
      return rest;
    }
    case 'progress': {
      const { note: _, partial: __, ...rest } = body;
      return rest;
    }
    case 'queried': {
      const { question: _, schema: __, ...rest } = body;
      return rest;
    }
    case 'answered': {
      const { question: _, value: __, ...rest } = body;
      return rest;
    }
    case 'proposed': {
      const { note: _, ...rest } = body;
      return rest;
    }
    case 'bid-made': {
      const { note: _, input: __, mapping, ...rest } = body;
      return mapping === undefined ? rest : { ...rest, mapping: withoutNotes(mapping) };
    }
    case 'work-started': {
      const { input: _, ...rest } = body;
      return rest;
    }
    case 'work-ended':
    case 'settled': {
      const { output: _, ...rest } = body;
      return rest;
    }
    case 'scored':
      return {
        ...body,
        board: body.board.map(({ note: _, fit: { mapping, ...fit }, ...row }) => ({
          ...row,
          fit: mapping === undefined ? fit : { ...fit, mapping: withoutNotes(mapping) },
        })),
      };
    default:
      return body;
  }
}

// A note may quote the value that was changed.
function withoutNotes(mapping: readonly Mapping[]): readonly Mapping[] {
  return mapping.map(({ note: _, ...rest }) => rest);
}

function capabilitiesOf(body: EntryBody): readonly string[] {
  if (body.type === 'shortlisted') return body.candidates.map(({ capability }) => capability);
  return 'capability' in body && body.capability !== undefined ? [body.capability] : [];
}
