// `parley top`: who is here and how busy, as a table that is drawn anew every second. Without a terminal, or with --once,
// it is printed once.

import type { InstanceReport } from '@parley/mesh';
import { createLogUpdate } from 'log-update';
import { connectAsOperator, type MeshOptions, type Setting } from '../setting.ts';
import { tableText } from '../table.ts';

const everyMs = 1_000;

/** @returns the exit code */
export async function top(setting: Setting, options: MeshOptions & { readonly once?: boolean }): Promise<number> {
  await using mesh = await connectAsOperator(setting, options);
  if (options.json || options.once || process.stdout.isTTY !== true) {
    const instances = await mesh.instances({ everybody: true });
    console.log(options.json ? JSON.stringify({ mesh: mesh.name, instances }) : view(mesh.name, instances, setting));
    return 0;
  }
  const screen = createLogUpdate(process.stdout);
  const asked = Promise.withResolvers<void>();
  const stop = setting.onStop(() => asked.resolve());
  const keys = listenForQ(() => asked.resolve());
  let isOver = false;
  void asked.promise.then(() => {
    isOver = true;
  });
  while (!isOver) {
    screen(
      `${view(mesh.name, await mesh.instances({ everybody: true }), setting)}\n${setting.paint({ tone: 'quiet', text: 'q ends it.' })}`,
    );
    await Promise.race([asked.promise, tick()]);
  }
  screen.done();
  keys.close();
  stop.close();
  return 0;
}

function tick(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, everyMs);
  });
}

/** The terminal is left as it was found. */
function listenForQ(onQ: () => void): { close(): void } {
  const { stdin } = process;
  if (stdin.isTTY !== true) return { close: () => undefined };
  const onKey = (key: Buffer) => {
    // In raw mode Ctrl-C comes as a character.
    if (['q', 'Q', '\u0003'].includes(key.toString())) onQ();
  };
  stdin.setRawMode(true).resume().on('data', onKey);
  return {
    close: () => {
      stdin.off('data', onKey).setRawMode(false).pause();
    },
  };
}

function view(mesh: string, instances: readonly InstanceReport[], { paint, columns }: Setting): string {
  const working = instances.reduce((sum, { load }) => sum + (load?.working ?? 0), 0);
  const agents = new Set(instances.map(({ agent }) => agent)).size;
  const head = `${mesh}: ${agents} agents, ${instances.length} instances, ${working} tasks in flight, ${new Date().toLocaleTimeString('en-GB')}`;
  const rows = instances.map(({ agent, instance, state, load, seenMsAgo, pid }) => [
    agent,
    instance,
    state ?? 'not heard',
    load === undefined ? '?' : `${load.working} of ${load.slots}`,
    load === undefined ? '?' : String(load.held),
    counted(load?.bids),
    counted(load?.awards),
    counted(load?.failures),
    seenMsAgo === undefined ? '?' : `${Math.round(seenMsAgo)} ms`,
    pid ?? '?',
  ]);
  const heads = ['agent', 'instance', 'state', 'in flight', 'bids open', 'bids', 'awards', 'failed', 'seen', 'pid'];
  return `${paint({ tone: 'strong', text: head })}\n${tableText(heads, rows, columns)}`;
}

function counted(value: unknown): string {
  return typeof value === 'number' ? String(value) : '?';
}
