// Documents for tests, small ones, and a place to put them.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Json = Record<string, unknown>;

/** A document with the given operations, by "GET /path". */
export function documentOf(operations: Readonly<Record<string, Json>>, more: Json = {}): Json {
  const paths: Record<string, Json> = {};
  for (const [place, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = place.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: { responses: { 200: answer({}) }, ...operation } };
  }
  const info = { title: 'Test service', version: '1.0.0' };
  return { openapi: '3.1.0', info, servers: [{ url: 'https://service.example' }], paths, ...more };
}

export function answer(schema: Json, type = 'application/json'): Json {
  return { description: 'Good.', content: { [type]: { schema } } };
}

export function body(schema: Json, type = 'application/json', required = true): Json {
  return { required, content: { [type]: { schema } } };
}

export interface Place extends Disposable {
  readonly folder: string;
  /** Writes a file. @returns its name */
  put(name: string, content: unknown): string;
}

/** A folder that is gone at the end. */
export function place(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'parley-wrap-'));
  return {
    folder,
    put(name, content) {
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
      return name;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
