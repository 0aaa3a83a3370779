// The processes of one kind, started together: each is told what the run is and says that it is ready.

import { Child, type ChildKind } from './child.ts';
import type { RunOrder } from './talk.ts';

export interface ChildrenOrder {
  readonly kind: ChildKind;
  /** The name of each, before its number. */
  readonly name: string;
  readonly count: number;
  readonly run: RunOrder;
  readonly place: { readonly servers: string; readonly mesh: string };
  readonly readyWithinMs: number;
  /** Told where one goes away after it was ready. */
  readonly onGone: (why: string) => void;
}

export interface Started {
  readonly child: Child;
  /** How many agents it runs. */
  readonly agents: number;
}

/** All are ended by `cleanUp`. @throws Error where one does not become ready in time, with what it said */
export async function startChildren(order: ChildrenOrder, cleanUp: AsyncDisposableStack): Promise<readonly Started[]> {
  const { kind, name, count, run, place, readyWithinMs, onGone } = order;
  const children = Array.from({ length: count }, (_, index) => new Child(kind, `${name}-${index + 1}`));
  cleanUp.defer(async () => void (await Promise.all(children.map((child) => child.close()))));
  const started = children.map(async (child, index): Promise<Started> => {
    child.tell({ begin: { ...run, ...place, index, of: count } });
    const { agents } = await child.answer((said) => ('ready' in said ? said.ready : undefined), readyWithinMs);
    child.on('gone', (why) => onGone(`${child.name}: ${why}`));
    return { child, agents };
  });
  return await Promise.all(started);
}
