// The constants of a generated package, each with its text and what it needs. They know no file yet.

import type { HttpOperation } from '../../http/operation.ts';
import type { NeededSecret } from '../operation/map-security.ts';
import type { PlannedOperation } from '../operation/plan-operation.ts';
import { objectCode, textCode, valueCode } from '../schema/literal-code.ts';
import type { NamedSchema } from '../schema/named-schemas.ts';
import { camelOf } from '../words.ts';

export interface Declaration {
  readonly name: string;
  /** From the comment to the semicolon, without "export". */
  readonly comment: string;
  readonly text: string;
  readonly uses: ReadonlySet<string>;
  /** Whether it must be in one file with the next. */
  readonly goesOn: boolean;
}

/** What comes from where; everything else a declaration uses is another declaration. */
export const importsOf: Readonly<Record<string, string>> = {
  z: 'zod',
  fromHttp: '@parley/wrap',
  HttpService: '@parley/wrap',
  distinct: '@parley/wrap',
  format: '@parley/wrap',
  keyCount: '@parley/wrap',
  defineAgent: '@parley/agent',
  AgentFactory: '@parley/agent',
};

/** Names that no schema and no capability can have. */
export const takenNames: readonly string[] = [...Object.keys(importsOf), 'service', 'makeAgent', 'name'];

export function schemaDeclaration({ name, code, uses, isRecursive, goesOn }: NamedSchema): Declaration {
  const type = isRecursive ? ': z.ZodType' : '';
  return { name, comment: '', text: `const ${name}${type} = ${code};`, uses: new Set([...uses, 'z']), goesOn };
}

/** The service, once for each set of secrets that its operations need. */
export function serviceDeclaration(name: string, title: string, secrets: readonly NeededSecret[]): Declaration {
  const auth = secrets.map(({ place }) => place);
  const code = objectCode([
    ['name', textCode(title)],
    ['baseUrl', "{ fromConfig: 'baseUrl' }"],
    ...(auth.length === 0 ? [] : ([['auth', valueCode(auth)]] as const)),
  ]);
  const text = `const ${name}: HttpService = ${code};`;
  return { name, comment: '', text, uses: new Set(['HttpService']), goesOn: false };
}

export function serviceName(secrets: readonly NeededSecret[]): string {
  return secrets.length === 0 ? 'service' : camelOf(`service by ${secrets.map(({ key }) => key).join(' and ')}`);
}

export function capabilityDeclaration(planned: PlannedOperation, name: string): Declaration {
  const { listed, said, inputCode, outputCode, http, secrets, uses } = planned;
  const service = serviceName(secrets);
  const code = objectCode([
    ['name', textCode(listed.name)],
    ['description', textCode(said.description)],
    ['examples', valueCode(said.examples)],
    ...(said.tags.length === 0 ? [] : ([['tags', valueCode(said.tags)]] as const)),
    ['input', inputCode],
    ['output', outputCode],
    ['service', service],
    ...Object.entries(http as HttpOperation).map(([key, value]) => [key, valueCode(value)] as const),
  ]);
  // A shorthand where the name is the key.
  const text = `const ${name} = fromHttp(${code.replace('\n  service: service,', '\n  service,')});`;
  const deprecated = listed.operation.deprecated === true ? ' Deprecated by its maker.' : '';
  return {
    name,
    comment: `/** \`${listed.method} ${listed.path.replaceAll('*/', '* /')}\`${deprecated} */\n`,
    text,
    uses: new Set([...uses, 'fromHttp', 'z', service]),
    goesOn: false,
  };
}
