// The operations of a document, each with the name of its capability and what surrounds it: its path's parameters, and the
// servers and the security that hold for it.

import type { Method } from '../../http/operation.ts';
import { isObject, type JsonObject } from '../document/parse-document.ts';
import { followed } from '../document/references.ts';
import { kebabOf } from '../words.ts';

export interface ListedOperation {
  /** As a capability's name: a token. */
  readonly name: string;
  /** As the document calls it, or method and path. */
  readonly id: string;
  readonly method: Method | 'TRACE';
  readonly path: string;
  readonly operation: JsonObject;
  /** Those of the path, with those of the operation over them. */
  readonly parameters: readonly JsonObject[];
  /** Addresses of its own; empty where the document's hold. */
  readonly servers: readonly JsonObject[];
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const;

/** @throws Unwrappable where a reference among paths or parameters leads nowhere */
export function listOperations(root: JsonObject): ListedOperation[] {
  const names = new Set<string>();
  const paths = isObject(root.paths) ? root.paths : {};
  return Object.entries(paths).flatMap(([path, given]) => {
    const item = followed(root, given);
    return methods.flatMap((method): ListedOperation[] => {
      const operation = item[method.toLowerCase()];
      if (!isObject(operation) || !path.startsWith('/')) return [];
      const id = typeof operation.operationId === 'string' ? operation.operationId : `${method} ${path}`;
      const name = unusedName(id, `${method} ${path}`, names);
      const parameters = merged(parametersOf(root, item), parametersOf(root, operation));
      const servers = [operation.servers, item.servers].find((each) => Array.isArray(each) && each.length > 0);
      return [{ name, id, method, path, operation, parameters, servers: (servers ?? []) as JsonObject[] }];
    });
  });
}

function unusedName(id: string, place: string, names: Set<string>): string {
  const wanted = kebabOf(id) || kebabOf(place) || 'operation';
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted.slice(0, 58)}-${count}`;
    if (names.has(name)) continue;
    names.add(name);
    return name;
  }
}

function parametersOf(root: JsonObject, { parameters }: JsonObject): JsonObject[] {
  return Array.isArray(parameters) ? parameters.map((each) => followed(root, each)) : [];
}

function merged(ofPath: readonly JsonObject[], ofOperation: readonly JsonObject[]): JsonObject[] {
  const key = (parameter: JsonObject) => `${parameter.in} ${parameter.name}`;
  const all = new Map([...ofPath, ...ofOperation].map((each) => [key(each), each]));
  return [...all.values()];
}
