// The second half of the example: the mesh is asked, by what is wanted and never by who does it. Each step is held against
// what the services themselves answer, asked without the mesh.

import { expectSame, expectThat } from './as-it-should-be.ts';
import { ask, boardRow, done } from './asking.ts';
import type { Stage } from './stage.ts';
import { askDirectly, askKursblatt, exchange, wanted } from './vendors.ts';

const { conversion, verdict } = wanted;

export async function askToConvert(stage: Stage): Promise<void> {
  const { outcome } = await ask(stage, conversion.intent, { input: conversion.input, prefer: 'price' });
  const { agent, output } = done(outcome);
  expectSame('the winner', agent, 'kursblatt');
  const kursblatt = stage.service('kursblatt');
  const asked = kursblatt.asked.length;
  expectSame('its answer', output, await askKursblatt(kursblatt, conversion.input));
  const failed = kursblatt.asked.slice(0, asked).filter(({ fails }) => fails).length;
  expectThat(failed > 0, `the service did not fail once in ${asked} requests, so its seed shows nothing`);
  const times = `asked ${asked} times and failed ${failed} of them`;
  stage.story.say(`The service was ${times}: its agent asked again, since to ask twice does no harm.`, 'quiet');
}

export async function askForAddress(stage: Stage): Promise<void> {
  const { outcome } = await ask(stage, verdict.intent, { input: verdict.input });
  const { agent, output } = done(outcome);
  expectSame('the winner', agent, 'anschrift');
  expectSame('its answer', output, await askDirectly(stage.service('anschrift'), '/addresses/check', verdict.input));
  expectSame('the verdict', (output as { readonly status: unknown }).status, 'valid');
}

/** Kursblatt is killed as soon as it is asked, and so before it has answered. */
export async function killWhileInUse(stage: Stage): Promise<void> {
  const kursblatt = stage.service('kursblatt');
  const killed = kursblatt.nextAsked().then(() => kursblatt.process.kill('SIGKILL'));
  // Should nobody ask it, the conversation says so.
  killed.catch(() => undefined);
  const { outcome, events } = await ask(stage, conversion.intent, { input: conversion.input, prefer: 'price' });
  const { agent, output, tried } = done(outcome);
  expectSame('how the service ended', await kursblatt.process.ended, 'SIGKILL');
  expectSame(
    'who tried',
    tried.attempts.map((attempt) => attempt.agent),
    ['kursblatt', 'cambio'],
  );
  expectSame('who did it', agent, 'cambio');
  expectSame('its answer', output, await askDirectly(stage.service('cambio'), '/exchange', exchange));
  const { status, mapping = [] } = boardRow(events, 'cambio').fit;
  expectThat(status === 'adapted' && mapping.length > 0, `cambio took the request ${status}, and not adapted`);
  stage.story.say('kursblatt was killed while it worked; cambio took the same request in words of its own.', 'quiet');
}
