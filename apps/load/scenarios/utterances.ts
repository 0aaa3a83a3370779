// What people say, through the whole mesh: is the right capability called, and is nobody where nobody can do it? With
// `--data DIR` CLINC150's published files are used, otherwise the project's own set.

import { capability, defineAgent } from '@parley/agent';
import { drawClinc150, type EvaluationSet, ownSet, readClinc150 } from '@parley/discovery/evaluation';
import { type Setting, scenario } from '@parley/load/scenario';
import { z } from 'zod';

const anything = z.object({}).loose();

function setOf({ dataDir, seed }: Setting): EvaluationSet {
  return dataDir === undefined ? ownSet() : drawClinc150(readClinc150(dataDir), seed);
}

/** A capability's name on the wire, by its id in the set, which may have a dot and more. */
function nameOf(id: string): string {
  return id.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-');
}

export default scenario({
  name: 'utterances',
  about: "the evaluation's utterances through the whole mesh: how many reach the right agent, and how fast",
  agents(setting) {
    const byGroup = Map.groupBy(setOf(setting).capabilities, ({ group }) => group);
    return Array.from(byGroup, ([group, capabilities]) =>
      defineAgent({
        name: nameOf(group),
        slots: 4_096,
        capabilities: Object.fromEntries(
          capabilities.map(({ id, name, description, examples }) => [
            nameOf(id),
            capability({
              name: nameOf(id),
              description: `${name.replaceAll(/[_-]/g, ' ')}: ${description}`,
              examples,
              input: anything,
              output: anything,
              bid: () => ({ price: '0.01', etaMs: 1 }),
              perform: () => ({}),
            }),
          ]),
        ),
      }),
    );
  },
  open(mesh, setting) {
    const { inScope, outOfScope } = setOf(setting);
    const all = [
      ...inScope.map((each) => ({ text: each.text, group: nameOf(each.group), name: nameOf(each.capability) })),
      ...outOfScope.map(({ text }) => ({ text, group: undefined, name: undefined })),
    ];
    return async (turn) => {
      const { text, group, name } = all[Math.floor(turn.random() * all.length)]!;
      // The nearest alone is called: who would bid what is another question.
      const outcome = await mesh.ask(text, { input: {}, shortlistSize: 1 });
      const isOut = group === undefined;
      turn.count(isOut ? 'out of scope' : 'in scope');
      if (outcome.type === 'done') {
        if (!isOut && outcome.agent === group) turn.count('right agent');
        if (!isOut && outcome.capability === name) turn.count('right capability');
        return outcome;
      }
      if (outcome.type !== 'no-route') return outcome;
      turn.count(isOut ? 'rightly nobody' : 'wrongly nobody');
      return { ...outcome, kind: null };
    };
  },
  figures(counts) {
    const { 'in scope': inside = 0, 'out of scope': outside = 0 } = counts;
    const share = (what: string, of: number) => (of === 0 ? 0 : Math.round(((counts[what] ?? 0) / of) * 1_000) / 10);
    return [
      { name: 'right agent', value: share('right agent', inside), unit: '%', about: 'of what some agent serves' },
      {
        name: 'right capability',
        value: share('right capability', inside),
        unit: '%',
        about: 'of what some agent serves',
      },
      {
        name: 'wrongly nobody',
        value: share('wrongly nobody', inside),
        unit: '%',
        about: 'no-route, and some agent serves it',
      },
      {
        name: 'rightly nobody',
        value: share('rightly nobody', outside),
        unit: '%',
        about: 'no-route, of what nobody serves',
      },
    ];
  },
});
