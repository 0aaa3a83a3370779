// An OpenAPI document, opened, parsed and held against the specification: what everything behind it reads.

import { messageOf } from '@parley/protocol';
import { compileErrors, type ValidationResult, validate } from '@readme/openapi-parser';
import { WrapError } from '../wrap-error.ts';
import { type OpenOptions, openDocument } from './open-document.ts';
import { isObject, type JsonObject, parseDocument } from './parse-document.ts';
import { refsIn } from './references.ts';

export interface ApiDocument {
  readonly root: JsonObject;
  readonly place: string;
  readonly url?: URL;
}

const shownErrors = 600;
const checkWithinMs = 20_000;
/** References to schemas, and to parts of them. */
const schemaRef = /^#\/components\/schemas\/|\/(schema|properties|items|allOf|anyOf|oneOf|additionalProperties)(\/|$)/;

/** @throws WrapError what `openDocument` and `parseDocument` throw, and `document-in-pieces`, `document-invalid` */
export async function readDocument(source: string, options: OpenOptions): Promise<ApiDocument> {
  const opened = await openDocument(source, options);
  const { place, url } = opened;
  const root = parseDocument(opened);
  const outside = refsIn(root).find((ref) => !ref.startsWith('#'));
  if (outside !== undefined) {
    throw new WrapError(
      'document-in-pieces',
      `${place} refers to another document ("${outside.slice(0, 120)}"), which is not followed: bundle it into one first ("npx @redocly/cli bundle openapi.yaml -o bundled.yaml").`,
    );
  }
  await assertValid(root, place);
  return { root, place, ...(url === undefined ? {} : { url }) };
}

async function assertValid(root: JsonObject, place: string): Promise<void> {
  // What is a matter of one operation is told with that operation.
  const rules = {
    'array-without-items': 'warning',
    'duplicate-non-request-body-parameters': 'warning',
    'duplicate-operation-id': 'warning',
    'invalid-security-scheme-properties': 'warning',
    'non-optional-path-parameters': 'warning',
    'path-parameters-not-in-parameters': 'warning',
    'path-parameters-not-in-path': 'warning',
    'unknown-required-schema-property': 'warning',
  } as const;
  let result: ValidationResult;
  try {
    // A copy, since the parser writes what references lead to into what it is given.
    const copy = withoutSchemaRefs(root) as Parameters<typeof validate>[0];
    const bounds = { resolve: { external: false }, timeoutMs: checkWithinMs };
    result = await validate(copy, { ...bounds, validate: { rules: { openapi: rules } } });
  } catch (thrown) {
    throw invalid(place, messageOf(thrown), thrown);
  }
  if (!result.valid) throw invalid(place, compileErrors(result));
}

/**
 * A copy in which schemas lead nowhere. Each of them is checked where it stands; written out wherever it is named, a few that
 * name each other several times would be more than anybody can check.
 */
function withoutSchemaRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSchemaRefs);
  if (!isObject(value)) return value;
  const isSchema = typeof value.$ref === 'string' && schemaRef.test(value.$ref);
  const entries = Object.entries(value).filter(([key]) => !(isSchema && key === '$ref'));
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutSchemaRefs(each)]));
}

function invalid(place: string, errors: string, cause?: unknown): WrapError {
  const text = errors.length > shownErrors ? `${errors.slice(0, shownErrors)}...` : errors;
  return new WrapError('document-invalid', `${place} is not what OpenAPI allows; mend it there:\n${text}`, { cause });
}
