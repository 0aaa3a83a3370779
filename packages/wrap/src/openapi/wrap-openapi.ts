// From an OpenAPI document to the files of an agent's package. It writes none of them: who called decides where they go.

import { limits } from '@parley/protocol';
import { chooseOperations } from './choose-operations.ts';
import { isObject } from './document/parse-document.ts';
import { type ApiDocument, readDocument } from './document/read-document.ts';
import { type ListedOperation, listOperations } from './operation/list-operations.ts';
import { dialectOf, type PlannedOperation, type PlanOptions, planOperation } from './operation/plan-operation.ts';
import { checkedOptions, type SecretNames, type WrapOptions } from './options.ts';
import { takenNames } from './package/declarations.ts';
import { packageFiles } from './package/package-files.ts';
import { assertAdvertised } from './schema/advertised-size.ts';
import { NamedSchemas } from './schema/named-schemas.ts';
import { serviceAddress } from './service-address.ts';
import { kebabOf, plainWords, shortened } from './words.ts';
import { Unwrappable, WrapError } from './wrap-error.ts';

export interface WrappedPackage {
  /** The agent's name. */
  readonly name: string;
  /** Paths from the package's folder, with forward slashes. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly capabilities: readonly { readonly name: string; readonly operation: string }[];
  /** Operations that could not be wrapped, and why. */
  readonly leftOut: readonly { readonly id: string; readonly reason: string }[];
  /** Secrets that are needed and were not named. */
  readonly missingSecrets: readonly { readonly key: string; readonly scheme: string; readonly what: string }[];
}

const timeoutMsDefault = 10_000;

/**
 * Wraps the document in a file or at an address as an agent's package: one capability an operation.
 * @throws WrapError, whose code and message say what to mend
 */
export async function wrapOpenApi(source: string, options: WrapOptions): Promise<WrappedPackage> {
  const secrets = checkedOptions(options);
  const { cwd, allowPrivate = false, timeoutMs = timeoutMsDefault } = options;
  const document = await readDocument(source, { cwd, allowPrivate, timeoutMs });
  const baseUrl = await serviceAddress(document, options);
  return wrapDocument(document, baseUrl, secrets, options);
}

function wrapDocument(
  { root, place }: ApiDocument,
  baseUrl: URL,
  names: SecretNames,
  options: WrapOptions,
): WrappedPackage {
  const title = shortened(plainWords(isObject(root.info) ? root.info.title : ''), 60) || 'A service';
  const name = options.name ?? (kebabOf(title) || 'service');
  const dialect = dialectOf(root);
  const listed = listOperations(root);
  const nameOf = (scheme: string) => names.get(scheme) ?? names.get('');
  const attempt = planAll(chooseOperations(listed, options.only), {
    dialect,
    api: title,
    hasSecret: (scheme) => nameOf(scheme) !== undefined,
    ignoreServers: options.baseUrl !== undefined,
  });
  const { planned, leftOut, schemas } = attempt;
  if (planned.length === 0) throw nothingLeft(place, leftOut);
  if (planned.length > limits.capabilitiesPerAgentMax) throw tooMany(place, planned.length);
  const secrets = [...new Map(planned.flatMap((each) => each.secrets).map((each) => [each.key, each])).values()];
  const config = {
    baseUrl: baseUrl.href,
    ...(options.allowPrivate ? { allowPrivate: true } : {}),
    ...(options.price === undefined ? {} : { price: options.price }),
    ...Object.fromEntries(
      secrets.flatMap(({ key, scheme }) => (nameOf(scheme) === undefined ? [] : [[key, `env:${nameOf(scheme)}`]])),
    ),
  };
  return {
    name,
    files: packageFiles({ name, title, planned, leftOut, schemas, config }),
    capabilities: planned.map((each) => ({ name: each.listed.name, operation: each.listed.id })),
    leftOut,
    missingSecrets: secrets.filter(({ scheme }) => nameOf(scheme) === undefined),
  };
}

function planAll(listed: readonly ListedOperation[], options: Omit<PlanOptions, 'schemas'>) {
  const leftOut: { id: string; reason: string }[] = [];
  const fits = listed.filter((each) => {
    try {
      // Each by itself at first, so that no schema stays of one that is left out.
      const schemas = new NamedSchemas(options.dialect, takenNames);
      const { inputCode, outputCode } = planOperation(each, { ...options, schemas });
      assertAdvertised(`${inputCode} ${outputCode}`, schemas.list());
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Unwrappable)) throw thrown;
      leftOut.push({ id: each.id, reason: thrown.message });
      return false;
    }
  });
  const schemas = new NamedSchemas(options.dialect, takenNames);
  const planned: PlannedOperation[] = fits.map((each) => planOperation(each, { ...options, schemas }));
  return { planned, leftOut, schemas: schemas.list() };
}

function tooMany(place: string, count: number): WrapError {
  const most = limits.capabilitiesPerAgentMax;
  const text = `${place} has ${count} operations, and an agent has at most ${most}: wrap those you need, by --only.`;
  return new WrapError('too-many-operations', text);
}

function nothingLeft(place: string, leftOut: readonly { id: string; reason: string }[]): WrapError {
  const told = leftOut.slice(0, 10).map(({ id, reason }) => `  ${id}: ${reason}`);
  const more = leftOut.length > told.length ? [`  ... and ${leftOut.length - told.length} more`] : [];
  const what = leftOut.length === 0 ? 'it has no operations' : 'none of its operations can be';
  return new WrapError('nothing-left', [`${place} is not wrapped: ${what}.`, ...told, ...more].join('\n'));
}
