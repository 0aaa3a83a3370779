// The last part of the example: a service moves to the second release of its API, its agent is made anew from it, and a
// caller that knows only the first goes on asking as before.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AgentFactory } from '@parley/agent';
import type { CapabilityDefinition } from '@parley/mesh';
import { expectSame, expectThat } from './as-it-should-be.ts';
import { ask, boardRow, done } from './asking.ts';
import type { Stage } from './stage.ts';
import { wrap } from './steps-to-a-mesh.ts';
import { askKursblatt, secondKursblatt, wanted } from './vendors.ts';
import { agentFolder } from './workspace.ts';

const { input } = wanted.conversion;
const rounding = 'half-even';

/** Both versions are offered side by side, so that nobody has to move at once. */
export async function addSecondRelease(stage: Stage): Promise<void> {
  await stage.startService('kursblatt');
  const second = { service: 'kursblatt', agent: secondKursblatt, document: '/v2/openapi.json' } as const;
  await wrap(stage, second, ['--name', secondKursblatt]);
  await stage.until(
    (offered) => offered.some(({ agent }) => agent === secondKursblatt),
    `${secondKursblatt} to be there`,
  );
  const first = await definitionOf(stage, 'kursblatt');
  const { outcome } = await ask(stage, first, { input });
  expectSame('who did it', done(outcome).agent, 'kursblatt');
}

/** The first version goes; its callers ask as they always did, and get what they always got. */
export async function removeFirstRelease(stage: Stage): Promise<void> {
  const first = await definitionOf(stage, 'kursblatt');
  stage.removeAgent('kursblatt');
  await stage.until((offered) => offered.every(({ agent }) => agent !== 'kursblatt'), 'kursblatt to be gone');
  await askWithoutRounding(stage, first);
  await askWithRounding(stage, first);
}

/** What the first version could leave out and the second requires is nobody's to make up. */
async function askWithoutRounding(stage: Stage, first: CapabilityDefinition): Promise<void> {
  const { outcome } = await ask(stage, first, { input });
  expectThat(outcome.type === 'needs-input', `it ended ${outcome.type} instead of needs-input: ${outcome.text}`);
  expectSame('what is missing', outcome.missing, ['rounding']);
}

async function askWithRounding(stage: Stage, first: CapabilityDefinition): Promise<void> {
  const { outcome, events } = await ask(stage, first, { input: { ...input, rounding } });
  const { agent, output } = done(outcome);
  expectSame('who did it', agent, secondKursblatt);
  const { status, mapping = [] } = boardRow(events, secondKursblatt).fit;
  expectSame('how it took the request', status, 'adapted');
  expectSame('what it mapped', mapping.map(({ from, to }) => [from, to]).sort(), [
    ['amount', 'order.amount'],
    ['fromCurrency', 'sourceCurrency'],
  ]);
  const direct = await askKursblatt(stage.service('kursblatt'), { ...input, rounding });
  expectSame('its answer, as the first version has it', output, direct);
  expectThat(outcome.text.includes('fromCurrency'), `it does not say how the result was mapped: ${outcome.text}`);
  stage.story.say(outcome.text, 'quiet');
  const explained = await stage.parley(['explain', outcome.conversation, ...stage.meshArgs]);
  for (const line of explained) stage.story.say(`  ${line}`);
  const recorded = mapping.every(({ note }) => explained.some((line) => line.includes(note)));
  expectThat(recorded, 'the mapping is not in the record');
}

/** The first version's definition, from the agent's package, as a caller has it that was written then. */
async function definitionOf({ workspace }: Stage, agent: string): Promise<CapabilityDefinition> {
  const folder = join(workspace.root, agentFolder(agent));
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly exports: { readonly '.': string };
  };
  const { default: makeAgent } = (await import(pathToFileURL(join(folder, exports['.'])).href)) as {
    readonly default: AgentFactory;
  };
  const [definition] = Object.values(makeAgent({ name: agent, config: {} }).capabilities);
  expectThat(definition !== undefined, `${agent} has no capability`);
  return definition;
}
