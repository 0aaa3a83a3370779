// `parley wrap openapi`: an OpenAPI document becomes an agent package on the disk.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '@parley/protocol';
import { type WrapOptions, type WrappedPackage, wrapOpenApi } from '@parley/wrap/openapi';
import { exitCodes } from '../exit-codes.ts';
import type { Setting } from '../setting.ts';
import { findRoot } from '../up/find-root.ts';
import { writePackage } from './write-package.ts';

const formatWithinMs = 30_000;

interface Options extends Omit<WrapOptions, 'cwd'> {
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** @throws WrapError; CommandError where no workspace is there to write into */
export async function wrapOpenApiCommand({ cwd }: Setting, document: string, options: Options): Promise<number> {
  // What stands in the way is told before a document is loaded.
  const root = options.out === undefined ? findRoot(cwd, undefined) : undefined;
  const { out, force, json, ...wrapOptions } = options;
  const wrapped = await wrapOpenApi(document, { ...wrapOptions, cwd });
  const folder = out === undefined ? join(root ?? cwd, 'packages', 'agents', wrapped.name) : resolve(cwd, out);
  writePackage(folder, wrapped.files, force === true);
  const objections = await format(folder);
  tell(wrapped, relative(cwd, folder) || '.', json === true);
  if (objections !== '')
    console.error(`It is whole, and your formatter or linter has something to say of it:\n${objections}`);
  return exitCodes.done;
}

/**
 * Runs the workspace's formatter, where there is one: what is generated means the same without.
 * @returns what it objects to
 */
async function format(folder: string): Promise<string> {
  for (let place = folder; place !== dirname(place); place = dirname(place)) {
    const biome = join(place, 'node_modules', '.bin', 'biome');
    if (!existsSync(biome)) continue;
    try {
      await promisify(execFile)(biome, ['check', '--write', folder], { cwd: place, timeout: formatWithinMs });
      return '';
    } catch (thrown) {
      const { stdout = '', stderr = '' } = thrown as { stdout?: string; stderr?: string };
      return `${stdout}${stderr}`.trim() || messageOf(thrown);
    }
  }
  return '';
}

function tell(wrapped: WrappedPackage, folder: string, json: boolean): void {
  const { name, capabilities, leftOut, missingSecrets } = wrapped;
  if (json) {
    console.log(JSON.stringify({ name, folder, capabilities, leftOut, missingSecrets }));
    return;
  }
  const width = Math.max(...capabilities.map((each) => each.name.length));
  console.log(
    `${name}: ${capabilities.length} ${capabilities.length === 1 ? 'capability' : 'capabilities'} in ${folder}`,
  );
  for (const each of capabilities) console.log(`  ${each.name.padEnd(width)}  ${each.operation}`);
  if (leftOut.length > 0) console.log(`Left out, the rest is whole without them:`);
  for (const { id, reason } of leftOut) console.log(`  ${id}: ${reason}`);
  for (const { key, scheme, what } of missingSecrets) {
    const hint = `say --auth ${scheme}=env:NAME, or write "${key}": "env:NAME" into ${join(folder, 'agents.json')}`;
    console.log(`It needs ${what} for "${scheme}": ${hint}.`);
  }
  console.log('Next: npx parley up');
}
