// What a person may choose of how a document is wrapped, held against what makes sense before anything is read.

import { isToken, Money } from '@parley/protocol';
import { WrapError } from './wrap-error.ts';

export interface WrapOptions {
  /** Operations to wrap, by operationId, by capability or as "GET /path"; all unless said. */
  readonly only?: readonly string[];
  /** Where secrets come from: "env:NAME" for all schemes, or "scheme=env:NAME" for one. */
  readonly auth?: readonly string[];
  /** The agent's name; from the document's title unless said. */
  readonly name?: string;
  /** The service's address; the document's first server unless said. */
  readonly baseUrl?: string;
  /** Whether document and service may be at a private address. */
  readonly allowPrivate?: boolean;
  /** What the agent asks for a call, a decimal such as "0.02". */
  readonly price?: string;
  /** Where relative file names start. */
  readonly cwd: string;
  /** How long the host of the document may take; 10 s unless said. */
  readonly timeoutMs?: number;
}

/** The name of the variable by scheme; that for all under an empty name. */
export type SecretNames = ReadonlyMap<string, string>;

/** @throws WrapError `bad-wrap-option`; a value that is no name of a variable is never repeated, since it may be a secret */
export function checkedOptions({ auth = [], name, price }: WrapOptions): SecretNames {
  const wrong = (text: string): never => {
    throw new WrapError('bad-wrap-option', text);
  };
  if (name !== undefined && !isToken(name)) wrong(`"${name}" cannot be an agent's name: use a-z, 0-9, _ and -.`);
  if (price !== undefined && !Money.shape.amount.safeParse(price).success) {
    wrong(`"${price}" is no price: write a decimal such as 0.02.`);
  }
  const names = new Map<string, string>();
  for (const each of auth) {
    const { scheme = '', variable } =
      /^(?:(?<scheme>[^=\s]+)=)?env:(?<variable>[A-Za-z_]\w*)$/.exec(each)?.groups ?? {};
    if (variable === undefined) {
      wrong(
        '--auth takes "env:NAME" or "scheme=env:NAME": the name of a variable that holds the secret, never the secret.',
      );
    } else {
      names.set(scheme, variable);
    }
  }
  return names;
}
