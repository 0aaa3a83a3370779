// docs/supervisor.md held against the code: its picture, its tables and its example.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createMetrics } from '../src/health/metrics.ts';
import { childMachine } from '../src/keeping/child-machine.ts';
import { RestartPolicy } from '../src/keeping/restart-policy.ts';
import { Order } from '../src/order.ts';
import { RosterFile } from '../src/roster/roster-file.ts';
import { suspicion } from '../src/watching/silence.ts';
import { pictureOf } from './picture-of.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'supervisor.md'), 'utf8');
const blockOf = (kind: string) => new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1];

/** The cells of the table under a heading, without its head. */
function tableUnder(heading: string): string[][] {
  const section = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}

const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

describe('docs/supervisor.md', () => {
  test('draws the machine of a child as it is', () => {
    expect(blockOf('mermaid')).toBe(pictureOf(childMachine));
  });

  test('explains every state and every guard of it', () => {
    const guards = [...pictureOf(childMachine).matchAll(/\[(\w+)\]/g)].map(([, guard]) => guard!);
    const names = [...Object.keys(childMachine.root.states), ...guards];
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  test('names every field of a roster file with what it takes and what holds without it', () => {
    const order = Order.parse({ servers: 'x', mesh: 'x', root: 'x' });
    const unsaid: Readonly<Record<string, unknown>> = {
      ...order,
      ...RestartPolicy.parse({}),
      enabled: true,
      instances: 1,
      env: {},
      record: 'full',
    };
    const schema = z.toJSONSchema(RosterFile) as unknown as { properties: { agents: { additionalProperties: Field } } };
    const fields = Object.entries(schema.properties.agents.additionalProperties.properties!);
    const expected = fields.map(([name, field]) => [code(name), takes(field), code(unsaid[name])]);
    expect(tableUnder('The roster file').map((cells) => cells.slice(0, 3))).toEqual(expected);
  });

  test('shows a roster file that can be read', () => {
    expect(RosterFile.parse(JSON.parse(blockOf('json')!))).toMatchObject({ agents: { card: { instances: 2 } } });
  });

  test('names every metric with its kind, its labels and its help', async () => {
    const metrics = createMetrics({
      instances: () => [{ agent: 'a', state: 's', working: 1 }],
      children: () => [{ agent: 'a', state: 's' }],
      connected: () => true,
    });
    metrics.down('exit', 1);
    metrics.restarted('a');
    metrics.roundTrip.observe(1);
    const { text } = await metrics.scrape();
    const own = [...text.matchAll(/^# HELP (parley_(?!supervisor_)\w+) (.*)\n# TYPE \w+ (\w+)$/gm)];
    const expected = own.map(([, name, help, kind]) => [code(name), kind, labelsOf(text, name!), help]);
    expect(expected.length).toBeGreaterThan(5);
    expect(tableUnder('Metrics')).toEqual(expected);
  });

  test('says when a silence means death as it is set', () => {
    const { beatMs, threshold } = suspicion;
    expect(page).toContain(`beats every ${beatMs} ms`);
    expect(page).toContain(`phi reaches ${threshold}`);
  });
});

interface Field {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Field>>;
}

function takes({ type, enum: words, minimum, maximum }: Field): string {
  if (words !== undefined) return words.map(code).join(', ');
  if (minimum === undefined) return type!;
  const most =
    maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? ` from ${minimum}` : ` ${minimum} to ${maximum}`;
  return `${type}${most}`;
}

function labelsOf(text: string, name: string): string {
  const sample = new RegExp(`^${name}(?:_count)?\\{(.*?)\\}`, 'm').exec(text)?.[1] ?? '';
  return [...sample.matchAll(/(\w+)="/g)].map(([, label]) => code(label)).join(', ');
}
