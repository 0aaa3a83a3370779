// Many payments under one standing contract: negotiated once, and kept when whoever holds it is killed with calls under way.

import type { ContractEvent, Mesh, StandingContract } from '@parley/mesh';
import type { Money } from '@parley/protocol';
import { z } from 'zod';
import type { Story } from '../story.ts';
import { pidsOf } from './play.ts';

export interface PlayedContract {
  readonly calls: number;
  /** Receipts that differ from one another. */
  readonly receipts: number;
  /** The agent that won the contract, the one that was to take over, and who holds it at the end. */
  readonly holder: string;
  readonly backup: string | null;
  readonly heldBy: string | null;
  /** From the kill until the backup held the contract; null where nobody was killed. */
  readonly takeoverMs: number | null;
  readonly spent: Money | null;
  readonly failed: readonly string[];
}

const intent = 'I need to process $1 USD';
const payment = { amount: '1.00', currency: 'USD' };
const calls = 20;
const withinMs = 20_000;
const backupWithinMs = 10_000;
const Receipt = z.looseObject({ receipt: z.string() });

export async function playContract(mesh: Mesh, story: Story, number: number): Promise<PlayedContract> {
  const wishes = [`${calls} payments`, 'SIGKILL of whoever holds the contract'];
  story.heading(number, { title: 'Many payments under one contract', intent, wishes });
  const pids = await pidsOf(mesh);
  await using contract = await mesh.contract(intent, { input: payment, prefer: 'time' });
  const { holder } = contract;
  if (holder === undefined) throw new Error('Nobody holds the contract.');
  story.under(
    'strong',
    `${holder.agent} holds the contract: ${holder.price.amount} ${holder.price.currency} a payment.`,
  );
  const backup = await backupOf(contract);
  story.under('plain', backup === null ? 'Nobody else would.' : `${backup} would take over at once.`);

  const takeover = backup === null ? null : takenOver(contract);
  const paying = Array.from({ length: calls }, () => pay(contract));
  const pid = pids.get(`${holder.agent}/${holder.instance}`);
  let killedAtMs: number | undefined;
  if (takeover !== null && pid !== undefined) {
    killedAtMs = performance.now();
    process.kill(pid, 'SIGKILL');
    story.under('bad', `${holder.agent} is killed with ${calls} payments under way.`);
  }
  const paid = await Promise.all(paying);
  const receipts = new Set(paid.flatMap(({ receipt }) => (receipt === undefined ? [] : [receipt]))).size;
  const takeoverMs = takeover === null || killedAtMs === undefined ? null : Math.round((await takeover) - killedAtMs);
  const played: PlayedContract = {
    calls,
    receipts,
    holder: holder.agent,
    backup,
    heldBy: contract.holder?.agent ?? null,
    takeoverMs,
    spent: contract.spent ?? null,
    failed: paid.flatMap(({ error }) => (error === undefined ? [] : [error])),
  };
  for (const text of endingLines(played)) story.under('plain', text);
  const wrong = contractFault(played);
  if (wrong !== undefined) story.under('bad', `Not as it should be: ${wrong}`);
  return played;
}

/** What went wrong; undefined where it ended as it should. */
export function contractFault({ receipts, failed, takeoverMs, holder, heldBy }: PlayedContract): string | undefined {
  if (failed.length > 0) return `${failed.length} payments failed: ${failed[0]}`;
  if (receipts !== calls) return `${receipts} receipts for ${calls} payments`;
  return takeoverMs !== null && heldBy === holder ? `${holder} holds it still` : undefined;
}

function endingLines({ receipts, takeoverMs, heldBy, spent }: PlayedContract): readonly string[] {
  const cost = spent === null ? '' : ` They cost ${spent.amount} ${spent.currency}.`;
  return [
    ...(takeoverMs === null ? [] : [`${heldBy} had taken over ${takeoverMs} ms later, without a negotiation.`]),
    `${receipts} receipts for ${calls} payments, no two the same.${cost}`,
  ];
}

async function pay(contract: StandingContract): Promise<{ readonly receipt?: string; readonly error?: string }> {
  try {
    return { receipt: Receipt.parse(await contract.call(payment, { withinMs })).receipt };
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

async function backupOf(contract: StandingContract): Promise<string | null> {
  if (contract.backup === undefined) await next(contract, ({ type }) => type === 'held', backupWithinMs);
  return contract.backup?.agent ?? null;
}

/** When another has taken over, by `performance.now`. */
async function takenOver(contract: StandingContract): Promise<number> {
  await next(contract, ({ type }) => type === 'took-over', withinMs);
  return performance.now();
}

function next(contract: StandingContract, isMeant: (event: ContractEvent) => boolean, ms: number) {
  return new Promise<ContractEvent | undefined>((resolve) => {
    const settle = (event?: ContractEvent) => {
      clearTimeout(timer);
      events.close();
      resolve(event);
    };
    const timer = setTimeout(settle, ms);
    const events = contract.onEvent((event) => {
      if (isMeant(event)) settle(event);
    });
  });
}
