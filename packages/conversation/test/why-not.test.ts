import { describe, expect, test } from '@jest/globals';
import { type EntryBody, readConversation, viewOfEvents, whyNot } from '../src/index.ts';
import { asked, called, scored, shortlisted, tellDone, tellRerouted, tellUpToAward, usd } from './support/told.ts';
import { caller, memoryWorld, mesh } from './support/world.ts';

async function viewOf(tell: (append: (body: EntryBody) => void) => void) {
  const world = memoryWorld();
  const recorder = world.recorder(caller);
  tell((body) => recorder.append('a', body));
  await world.settle(recorder.close());
  return (await readConversation(world.bus, { mesh, conversation: 'a' }))!;
}

async function toldBy(tell: typeof tellDone) {
  const world = memoryWorld();
  const recorder = world.recorder(caller);
  tell(recorder, 'a');
  await world.settle(recorder.close());
  return (await readConversation(world.bus, { mesh, conversation: 'a' }))!;
}

const settledAs = (outcome: string): EntryBody => ({ type: 'settled', atMs: 300, outcome, text: outcome });
const wallet = { agent: 'wallet', instance: 'w1' };

describe('why an agent did not get the work', () => {
  test('it did: there is nothing to explain', async () => {
    expect(whyNot(await toldBy(tellDone), 'card')).toMatchObject({
      reason: { type: 'did-it', attempt: 1 },
      text: 'card did it, in attempt 1.',
    });
  });

  test('it lost: to whom, by how much, on what, and what would have won', async () => {
    const view = await toldBy(tellDone);
    expect(whyNot(view, 'wallet')).toEqual({
      agent: 'wallet',
      reason: { type: 'lost', to: 'card', by: 0.35, term: 'price', rank: 2, of: 2 },
      text: 'wallet lost to card by 0.35, most of it on price (2 of 2).',
      // 0.4 * 1.00 / p + 0.15 must be more than 0.3 + 0.4 * p below a dollar, which is so up to 0.72.
      change: expect.stringMatching(/^It would have won with a price of 0\.\d\d USD or less/),
      wins: expect.any(Array),
    });
    expect(whyNot(view, 'wallet/w1').reason).toEqual(whyNot(view, 'wallet').reason);
  });

  test('it had the work and failed', async () => {
    expect(whyNot(await toldBy(tellRerouted), 'card')).toMatchObject({
      reason: { type: 'failed', attempt: 1, cause: 'down' },
      text: 'card had it in attempt 1 and failed (down): card/i1 was ended by SIGKILL.',
      change: 'wallet/w1 did it after that.',
    });
  });

  test('it was under the threshold, in as many decimals as it takes to see that', async () => {
    expect(whyNot(await toldBy(tellDone), 'echo').text).toBe(
      'echo was not asked: similarity 0.41, under the threshold 0.48.',
    );
    const near = await viewOf((append) => {
      append(asked);
      append({
        ...settledAs('no-route'),
        nearest: [{ agent: 'echo', capability: 'say', similarity: 0.4796 }],
        threshold: 0.48,
      } as EntryBody);
    });
    expect(whyNot(near, 'echo').text).toBe('echo was not asked: similarity 0.4796, under the threshold 0.4800.');
  });

  test('it was not among the nearest, or excluded', async () => {
    const view = await viewOf((append) => {
      append({
        ...shortlisted,
        missed: [
          { agent: 'far', capability: 'pay', similarity: 0.6, why: 'not-among-the-nearest' },
          { agent: 'out', capability: 'pay', similarity: 0.9, why: 'excluded', text: 'it failed here before' },
        ],
      });
    });
    expect(whyNot(view, 'far').text).toBe(
      'far was not among the 3 nearest: similarity 0.60, the last of them has 0.80.',
    );
    expect(whyNot(view, 'out').text).toBe('out was not asked: it failed here before.');
  });

  test('it is unknown only where the record names everybody', async () => {
    const whole = await toldBy(tellDone);
    expect(whyNot(whole, 'nobody')).toMatchObject({
      reason: { type: 'unknown-agent' },
      text: 'nobody was not known to the mesh.',
    });
    const { missedMore: _, ...part } = shortlisted;
    const partly = await viewOf((append) => append(part));
    expect(whyNot(partly, 'nobody').reason.type).toBe('not-named');
  });

  test.each<[string, EntryBody[], string]>([
    [
      'refused',
      [{ type: 'refused', atMs: 5, ...wallet, code: 'no-slot', text: 'all slots are taken' }],
      'wallet refused (no-slot): all slots are taken.',
    ],
    [
      'not-understood',
      [{ type: 'not-understood', atMs: 5, ...wallet, text: 'iban: required', missing: ['iban'] }],
      'wallet did not understand: it lacks iban.',
    ],
    [
      'unreachable',
      [{ type: 'unreachable', atMs: 5, ...wallet, text: 'nobody listens at its address' }],
      'wallet was called and could not be reached: nobody listens at its address.',
    ],
    ['no-answer', [settledAs('no-bids')], 'wallet was called and did not answer within 250 ms.'],
    [
      'late',
      [{ type: 'rejected-late', atMs: 260, ...wallet, performative: 'propose', text: 'late' }, settledAs('no-bids')],
      'wallet bid too late: the bids were closed after 250 ms.',
    ],
    [
      'undecided',
      [{ type: 'proposed', atMs: 5, ...wallet, price: usd('1'), etaMs: 5 }, settledAs('cancelled')],
      'wallet was called, but the conversation ended cancelled before it was chosen or not.',
    ],
    ['undecided', [], 'wallet is still in it: nothing is decided.'],
  ])('%s', async (type, entries, text) => {
    const view = await viewOf((append) => {
      for (const each of [asked, shortlisted, called, ...entries]) append(each);
    });
    expect(whyNot(view, 'wallet')).toMatchObject({ reason: { type }, text });
  });

  test('a writer whose code its own numbers do not bear out is quoted, not believed', async () => {
    const view = await viewOf((append) => {
      for (const each of [asked, shortlisted, called]) append(each);
      const [card, row] = scored.board;
      const { score: _, scoreByTerm: __, ...plain } = row!;
      append({ ...scored, board: [card!, { ...plain, ineligible: { code: 'over-price', text: 'too dear' } }] });
    });
    expect(whyNot(view, 'wallet')).toMatchObject({
      reason: { type: 'cannot-win', code: 'over-price' },
      text: 'wallet could not win (over-price): too dear.',
    });
  });

  test('the same is said of events that are in no record', () => {
    const view = viewOfEvents('dry', [asked, shortlisted, called, scored]);
    expect(whyNot(view, 'wallet').text).toBe('wallet lost to card by 0.35, most of it on price (2 of 2).');
    expect(whyNot(view, 'echo').reason.type).toBe('under-threshold');
  });

  test('an award that is under way is no reason', async () => {
    expect(whyNot(await toldBy(tellUpToAward), 'card').text).toBe('card has it: attempt 1 is under way.');
  });
});
