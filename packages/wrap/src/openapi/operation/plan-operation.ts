// One operation as a capability, planned: its input and output as code, its place in the service, and what is said of it.

import type { HttpOperation, Method } from '../../http/operation.ts';
import { namesInPath } from '../../http/operation.ts';
import type { JsonObject } from '../document/parse-document.ts';
import type { Dialect } from '../schema/flat-schema.ts';
import type { NamedSchemas } from '../schema/named-schemas.ts';
import { fieldsCode } from '../schema/structure-code.ts';
import { Unwrappable } from '../wrap-error.ts';
import type { ListedOperation } from './list-operations.ts';
import { mapAnswer } from './map-answer.ts';
import { mapBody } from './map-body.ts';
import { mapParameters } from './map-parameters.ts';
import { mapSecurity, type NeededSecret } from './map-security.ts';
import { type SaidOperation, sayOperation } from './say-operation.ts';

export interface PlannedOperation {
  readonly listed: ListedOperation;
  readonly said: SaidOperation;
  readonly inputCode: string;
  readonly outputCode: string;
  /** Where everything goes, without what is usual. */
  readonly http: HttpOperation;
  readonly secrets: readonly NeededSecret[];
  readonly uses: ReadonlySet<string>;
}

export interface PlanOptions {
  readonly dialect: Dialect;
  readonly schemas: NamedSchemas;
  readonly api: string;
  /** Whether a secret was named for a scheme. */
  readonly hasSecret: (scheme: string) => boolean;
  /** Whether an operation may have servers of its own: where one base address is to hold for all. */
  readonly ignoreServers: boolean;
}

/** @throws Unwrappable, saying where in the operation and why */
export function planOperation(listed: ListedOperation, options: PlanOptions): PlannedOperation {
  const { dialect, schemas, api, hasSecret } = options;
  const { operation, method, path, servers } = listed;
  if (method === 'TRACE') throw new Unwrappable('the method TRACE is not called');
  if (servers.length > 0 && !options.ignoreServers) {
    throw new Unwrappable('it has servers of its own: name one for all by --base-url, and the others by another wrap');
  }
  const bare = namesInPath(path).reduce((rest, name) => rest.replace(`{${name}}`, ''), path);
  if (/[{}?#]/.test(bare)) throw new Unwrappable('its path has "?", "#" or a brace that stands for nothing');
  const input = schemas.writing('input', `${listed.name} input`);
  const output = schemas.writing('output', `${listed.name} output`);
  const parameters = mapParameters(listed, input);
  const taken = new Set(parameters.fields.map(({ name }) => name));
  const body = mapBody(operation, taken, input);
  if (body.body !== undefined && /^(GET|HEAD|OPTIONS)$/.test(method)) {
    throw new Unwrappable(`${method} with a body is not sent, since many servers drop it`);
  }
  const { code, answer, answerType } = mapAnswer(listed, output);
  const { pathParameters, query, headers, cookies, idempotencyHeader } = parameters;
  const told = pathParameters.filter((each) => Object.keys(each).length > 1);
  return {
    listed,
    said: sayOperation(listed, api, dialect),
    inputCode: `z.${body.isClosed ? 'strictObject' : 'object'}(${fieldsCode([...parameters.fields, ...body.fields])})`,
    outputCode: code,
    http: {
      method: method as Method,
      path,
      ...(told.length === 0 ? {} : { pathParameters: told }),
      ...(query.length === 0
        ? {}
        : { query: query.map((each) => (Object.keys(each).length === 1 ? each.name : each)) }),
      ...(headers.length === 0 ? {} : { headers }),
      ...(cookies.length === 0 ? {} : { cookies }),
      ...bodyOf(body.body, method),
      ...(answer === undefined ? {} : { answer }),
      ...(answerType === undefined ? {} : { answerType }),
      ...(idempotencyHeader === undefined ? {} : { idempotencyHeader }),
    },
    secrets: mapSecurity(dialect.root, operation, hasSecret),
    uses: new Set([...input.uses, ...output.uses]),
  };
}

/** A JSON body of all the rest is what POST, PUT and PATCH have anyway. */
function bodyOf(body: HttpOperation['body'], method: string): Pick<HttpOperation, 'body'> {
  const isUsual = body === undefined || (Object.keys(body).length === 0 && /^(POST|PUT|PATCH)$/.test(method));
  return isUsual ? {} : { body };
}

/** The document as its operations read it. */
export function dialectOf(root: JsonObject): Dialect {
  return { root, is30: String(root.openapi).startsWith('3.0') };
}
