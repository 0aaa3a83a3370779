// A caller that asks by its own version of a capability, and agents that offer another: they are told the caller's schema,
// so that they can adapt its input, and what they answer is adapted to the caller's output. Agents of the same version
// cost nothing here.

import { describeSteps } from '@parley/adaptation';
import type { Candidate, Settlement } from '@parley/contract-net';
import { addressOf, messageOf } from '@parley/protocol';
import type { SoughtCapability } from './shortlisting.ts';
import type { World } from './world.ts';

export class OtherVersions {
  readonly #world: World;
  readonly #sought: SoughtCapability | undefined;
  /** Who offers another version, as `agent/instance`, by its hash. */
  readonly #hashes = new Map<string, string>();

  constructor(world: World, sought: SoughtCapability | undefined) {
    this.#world = world;
    this.#sought = sought;
  }

  note(candidates: readonly Candidate[]): void {
    if (this.#sought === undefined) return;
    for (const { agent, instance, schemaHash } of candidates) {
      if (schemaHash === undefined || schemaHash === this.#sought.schemaHash) continue;
      this.#hashes.set(addressOf(agent, instance), schemaHash);
    }
  }

  /** The caller's schema, for one that offers another version. */
  inputSchemaFor({ agent, instance }: Candidate): Readonly<Record<string, unknown>> | undefined {
    return this.#hashes.has(addressOf(agent, instance)) ? this.#sought?.input : undefined;
  }

  /** Whether what was settled may have to be adapted. */
  concerns(settlement: Settlement): settlement is Settlement & { readonly type: 'done' } {
    return settlement.type === 'done' && this.#hashes.has(addressOf(settlement.agent, settlement.instance));
  }

  /** An output as the caller knows it; as it came, where it cannot be read as that. */
  async readable(output: unknown, who: Pick<Candidate, 'agent' | 'instance' | 'capability'>): Promise<unknown> {
    if (!this.#hashes.has(addressOf(who.agent, who.instance))) return output;
    const found = await this.#read(output, who);
    return 'lost' in found ? output : found.output;
  }

  /**
   * The settlement with its output as the caller knows it. Where that cannot be, the work is done all the same, so it says
   * so, and hands over the output as it came.
   */
  async adapted(settlement: Settlement & { readonly type: 'done' }): Promise<Settlement> {
    const { agent, capability, output, tried } = settlement;
    const found = await this.#read(output, settlement);
    if ('lost' in found) {
      const text = `${agent} did it, in another version of ${capability}, and its result cannot be read: ${found.lost}.`;
      return { type: 'failed', code: 'result-not-understood', output, text, tried };
    }
    if (found.steps === '') return settlement;
    return { ...settlement, output: found.output, text: `${settlement.text} Its result: ${found.steps}.` };
  }

  async #read(
    payload: unknown,
    { agent, instance }: Pick<Candidate, 'agent' | 'instance'>,
  ): Promise<{ readonly output: unknown; readonly steps: string } | { readonly lost: string }> {
    const hash = this.#hashes.get(addressOf(agent, instance));
    const offered = this.#world.replica
      .adverts()
      .find((each) => each.agent === agent && each.capability.schemaHash === hash)?.capability;
    const source = offered === undefined ? {} : { source: offered.output };
    try {
      const found = await this.#world.adapter.adapt({ payload, target: this.#sought!.output, ...source });
      if (found.status === 'ok') return { output: payload, steps: '' };
      if (found.status === 'missing') return { lost: `it lacks ${found.missing.map(({ path }) => path).join(', ')}` };
      return { output: found.value, steps: describeSteps(found.steps) };
    } catch (thrown) {
      return { lost: messageOf(thrown) };
    }
  }
}
