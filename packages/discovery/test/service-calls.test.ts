// Many calls of one process on their way to the embedding service: put together, kept apart where it matters.

import { expect, test } from '@jest/globals';
import type { Embedder } from '@parley/embeddings';
import { spaceToken } from '@parley/embeddings';
import { subjects } from '@parley/protocol';
import { hashedWords } from '../eval/hashed-words.ts';
import { createMeshEmbedder, startEmbeddingService } from '../src/index.ts';
import { codeOf, createWorld, mesh } from './support/world.ts';

const { space, dims, kind } = hashedWords().info;
const model = { space, name: 'hashed-words', dims, kind };
const subject = subjects(mesh).embed(spaceToken(space));

async function setUp({ requestsMax }: { readonly requestsMax?: number } = {}) {
  const world = createWorld();
  const words = hashedWords();
  const served: (readonly string[])[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  let gated = false;
  const embedder: Embedder = {
    ...words,
    embed: async (texts) => {
      served.push(texts);
      if (gated) {
        const gate = Promise.withResolvers<void>();
        gates.push(gate);
        await gate.promise;
      }
      return words.embed(texts);
    },
  };
  await startEmbeddingService(world.connect(), {
    mesh,
    embedder,
    ...(requestsMax === undefined ? {} : { requestsMax }),
  });
  const requests: string[] = [];
  world.connect().subscribe(subject, ({ data }) => requests.push(new TextDecoder().decode(data)));
  const local = () => {
    throw new Error('the local model is not wanted here');
  };
  const client = () => createMeshEmbedder(world.connect(), { mesh, model, clock: world.clock, local });
  return {
    ...world,
    served,
    requests,
    client,
    hold: () => {
      gated = true;
    },
    release: () => {
      gated = false;
      for (const gate of gates.splice(0)) gate.resolve();
    },
  };
}

const texts = (count: number, what: string) => Array.from({ length: count }, (_, i) => `${what} number ${i}`);

test('calls of one moment share a request, and each gets its own vectors', async () => {
  const { client, requests } = await setUp();
  const embedder = client();
  const asked = [...texts(5, 'intent'), 'the last one'];
  const answers = await Promise.all(asked.map((text) => embedder.embed([text])));
  expect(answers.flat()).toEqual(await hashedWords().embed(asked));
  expect(requests).toHaveLength(1);
});

test("agents' texts gather while a request is under way, in requests of bounded size", async () => {
  const { client, requests, settle } = await setUp();
  const embedder = client();
  const agents = Array.from({ length: 40 }, (_, i) => texts(3, `agent ${i}`));
  const answers = await settle(Promise.all(agents.map((each) => embedder.embed(each, { role: 'document' }))));
  expect(answers).toEqual(await Promise.all(agents.map((each) => hashedWords().embed(each))));
  expect(requests).toHaveLength(4);
});

test('of many that share a request the one that cannot be embedded fails alone', async () => {
  const { client } = await setUp();
  const embedder = client();
  const asked = ['pay me', '?!', 'sing a song'];
  const codes = await Promise.all(asked.map((text) => codeOf(() => embedder.embed([text], { role: 'document' }))));
  expect(codes).toEqual(['none', 'empty-text', 'none']);
});

test('a query overtakes what is patient, and is not refused because of it', async () => {
  const { client, hold, release, served, clock } = await setUp({ requestsMax: 2 });
  hold();
  const documents = [client(), client(), client()].map((each, i) => each.embed([`advert ${i}`], { role: 'document' }));
  await clock.advance(1);
  const query = client().embed(['pay me']);
  await clock.advance(1);
  // One advert at a time, and the query beside it.
  expect(served).toEqual([['advert 0'], ['pay me']]);
  release();
  expect(await query).toEqual(await hashedWords().embed(['pay me']));
  await clock.advance(3_000);
  expect((await Promise.all(documents)).length).toBe(3);
});
