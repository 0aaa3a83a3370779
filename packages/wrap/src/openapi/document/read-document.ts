// An OpenAPI document, opened, parsed and held against the specification: what everything behind it reads.

import { messageOf } from '@parley/protocol';
import { compileErrors, type ValidationResult, validate } from '@readme/openapi-parser';
import { WrapError } from '../wrap-error.ts';
import { type OpenOptions, openDocument } from './open-document.ts';
import { type JsonObject, parseDocument } from './parse-document.ts';
import { refsIn } from './references.ts';

export interface ApiDocument {
  readonly root: JsonObject;
  readonly place: string;
  readonly url?: URL;
}

const shownErrors = 600;

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
    const copy = structuredClone(root) as Parameters<typeof validate>[0];
    result = await validate(copy, { resolve: { external: false }, validate: { rules: { openapi: rules } } });
  } catch (thrown) {
    throw invalid(place, messageOf(thrown), thrown);
  }
  if (!result.valid) throw invalid(place, compileErrors(result));
}

function invalid(place: string, errors: string, cause?: unknown): WrapError {
  const text = errors.length > shownErrors ? `${errors.slice(0, shownErrors)}...` : errors;
  return new WrapError('document-invalid', `${place} is not what OpenAPI allows; mend it there:\n${text}`, { cause });
}
