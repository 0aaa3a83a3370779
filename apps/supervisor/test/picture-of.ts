// A machine as the text of a Mermaid picture: every state, every transition with its event and its guard, nothing else.
// The page that shows it is held against this.

import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** The lines of a `stateDiagram-v2`; final states lead to the end. */
export function pictureOf(machine: AnyStateMachine): string {
  const states = Object.values(machine.root.states);
  const lines = [
    `[*] --> ${nameOf(machine.root.initial.target[0]!)}`,
    ...states.flatMap((state) => [...edgesOf(state), ...(state.type === 'final' ? [`${nameOf(state)} --> [*]`] : [])]),
  ];
  return ['stateDiagram-v2', ...lines.map((line) => `  ${line}`), ''].join('\n');
}

function edgesOf(state: AnyStateNode): string[] {
  return [...state.transitions.values()].flat().map(({ eventType, guard, target, actions }) => {
    // XState's own event of a delayed transition is "xstate.after.<delay>.<state>".
    const event = eventType.replace(/^xstate\.after\.(\w+)\..*$/, 'after $1');
    const condition = typeof guard === 'string' ? ` [${guard}]` : '';
    const deed = target === undefined ? ` / ${actions.map((action) => String(action)).join(', ')}` : '';
    return `${nameOf(state)} --> ${nameOf(target?.[0] ?? state)}: ${event}${condition}${deed}`;
  });
}

// A hyphen is part of an arrow there.
const nameOf = ({ key }: AnyStateNode): string => key.replaceAll('-', '_');
