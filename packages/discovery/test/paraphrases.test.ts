// Payments in words that their capability does not use: found by meaning with the real model, and not by a bag of words
// through the same shortlist. The capabilities are those of the demo's agents, whose own tests hold the copy to them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createWorkerEmbedder, type Embedder, resolveModel } from '@parley/embeddings';
import { hashedWords } from '../eval/hashed-words.ts';
import { openReplica, publishAdverts, type ShortlistAnswer, shortlist } from '../src/index.ts';
import { capability, createWorld, mesh } from './support/world.ts';

const read = (file: string) => JSON.parse(readFileSync(join(__dirname, 'fixtures', file), 'utf8'));
const advertised: { name: string; description: string; examples: string[] }[] = read('demo-capabilities.json');
const { paraphrases, servedByNobody }: { paraphrases: { text: string }[]; servedByNobody: string[] } =
  read('paraphrases.json');

/** What a mesh of the demo's two capabilities answers to each intent. */
async function answersWith(embedder: Embedder, intents: readonly string[]): Promise<ShortlistAnswer[]> {
  const bus = createWorld().connect();
  for (const { name, description, examples } of advertised) {
    const capabilities = [capability(name, description, { examples })];
    await publishAdverts(bus, { mesh, agent: name, instance: 'i1', version: '1.0.0', pid: 1, embedder, capabilities });
  }
  const replica = await openReplica(bus, { mesh, embedder });
  await replica.ready;
  const vectors = await embedder.embed(intents);
  const answers = intents.map((text, i) =>
    shortlist(replica, { text, vector: vectors[i]!, space: embedder.info.space }, { size: 3 }),
  );
  await bus.close();
  return answers;
}

const bestOf = (answer: ShortlistAnswer) =>
  answer.type === 'candidates' ? answer.candidates[0]!.capability : answer.type;
const texts = paraphrases.map(({ text }) => text);

async function sortedOut(embedder: Embedder) {
  const bests = (await answersWith(embedder, [...texts, ...servedByNobody])).map(bestOf);
  return {
    paid: texts.filter((_, i) => bests[i] === 'process-payment'),
    echoed: texts.filter((_, i) => bests[i] === 'echo'),
    turnedAway: servedByNobody.filter((_, i) => bests[texts.length + i] === 'no-route'),
  };
}

describe('forty payments that share no word stem with the capability, and twenty intents nobody serves', () => {
  test('the real model routes nine of ten right, none wrong, and turns away every intent nobody serves', async () => {
    const embedder = createWorkerEmbedder({ model: resolveModel(), requestTimeoutMs: 60_000 });
    const { paid, echoed, turnedAway } = await sortedOut(embedder);
    await embedder.close();
    expect(paid).toContain('move fifty bucks to my landlord');
    expect(paid.length).toBeGreaterThanOrEqual(0.9 * texts.length);
    expect(echoed).toEqual([]);
    expect(turnedAway).toEqual(servedByNobody);
  }, 60_000);

  test('a hashed bag of words fails both', async () => {
    const { paid, turnedAway } = await sortedOut(hashedWords());
    expect(paid.length).toBeLessThan(0.2 * texts.length);
    expect(turnedAway.length).toBeLessThan(0.8 * servedByNobody.length);
  });
});
