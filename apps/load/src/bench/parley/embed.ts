// Words to a vector, through the embedder a process of its own uses: a model in a worker thread behind a cache. The
// words are known already, or have never been seen; `shortlist` adds the search among 1,000 capabilities of that model's
// space, which is what an intent in new words costs before anybody is called.

import { shortlist } from '@parley/discovery';
import { cached, createWorkerEmbedder, resolveModel } from '@parley/embeddings';
import type { Open } from '../order.ts';
import { shortlistFor, turns } from '../search-task.ts';
import { advertised } from './advertised.ts';

const capabilityCount = 1_000;
const knownCount = 100;

const open: Open = async ({ options }) => {
  const model = resolveModel({ model: options.model as string });
  const embedder = cached(createWorkerEmbedder({ model, idleExitMs: Number.POSITIVE_INFINITY }));
  await embedder.ready();
  const close = () => embedder.close();
  let count = 0;
  const unseen = () => {
    count += 1;
    return intentAt(count);
  };
  const embed = async (text: string) => {
    const [vector] = await embedder.embed([text]);
    if (vector?.length !== model.dims) throw new Error('no vector came back');
    return vector;
  };
  if (options.words === 'known') {
    const turn = turns(knownCount);
    for (let i = 0; i < knownCount; i += 1) await embed(intentAt(-i));
    return { once: async () => void (await embed(intentAt(-turn()))), close };
  }
  if (options.shortlist !== true) return { once: async () => void (await embed(unseen())), close };
  const replica = await advertised(
    Array.from({ length: capabilityCount }, (_, i) => descriptionAt(i)),
    embedder,
  );
  const once = async () => {
    const text = unseen();
    const vector = await embed(text);
    const answer = shortlist(replica, { text, vector, space: model.space }, { size: shortlistFor });
    if (answer.type !== 'candidates') throw new Error(`nobody is found for "${text}": ${answer.type}`);
  };
  return {
    once,
    close: async () => {
      replica.close();
      await close();
    },
  };
};
export default open;

const verbs =
  'translate, print, summarise, archive, encrypt, publish, proofread, scan, sort, deliver, repair, photograph, ' +
  'measure, paint, clean, weigh, rent, insure, auction, illustrate, catalogue, digitise, verify, compress, order';
const things =
  'invoices, contracts, photographs, novels, recipes, maps, bicycles, carpets, violins, newspapers, passports, gardens, ' +
  'aquariums, telescopes, wedding cakes, tractors, podcasts, tax returns, sculptures, drones, x-ray images, ' +
  'crossword puzzles, antique clocks, sailing boats, chess games, poems, greenhouses, horses, school timetables, ' +
  'circuit boards, puppets, lecture notes, hiking trails, wine bottles, helmets, perfumes, windmills, postcards, ' +
  'dinosaur bones, solar panels';
const verbList = verbs.split(', ');
const thingList = things.split(', ');

/** 25 verbs times 40 things: each place below 1,000 has its own. */
function descriptionAt(i: number): string {
  return `${verbList[i % verbList.length]} ${thingList[Math.floor(i / verbList.length) % thingList.length]} for customers`;
}

/** Words that ask for one of them and differ at each number. */
function intentAt(number: number): string {
  const i = Math.abs(number * 617) % capabilityCount;
  return `please ${verbList[i % verbList.length]} my ${thingList[Math.floor(i / verbList.length)]}, request ${number}`;
}
