// `parley drain`, `resume`, `quarantine`, `restart`: an operator's word, and what each whom it concerns answered.

import { partsOfAddress } from '@parley/protocol';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { connectAsOperator, type MeshOptions, type Setting } from '../setting.ts';

export type OperatorAction = 'drain' | 'resume' | 'quarantine' | 'restart';

/** @param who `agent` or `agent/instance` @returns the exit code @throws CommandError `nobody` where nobody answers */
export async function control(
  setting: Setting,
  action: OperatorAction,
  who: string,
  options: MeshOptions & { readonly reason?: string },
): Promise<number> {
  await using mesh = await connectAsOperator(setting, options);
  const { agent, instance } = who.includes('/') ? partsOfAddress(who) : { agent: who, instance: 'all' };
  const said = options.reason === undefined ? {} : { reason: options.reason };
  const answers = await mesh.control(agent, instance, action, said);
  if (options.json) console.log(JSON.stringify({ action, agent, instance, answers }));
  if (answers.length === 0) {
    const keeper = action === 'drain' ? '' : ', and no supervisor keeps one';
    throw new CommandError('nobody', `Nobody is called ${who}${keeper}: "npx parley agents" shows who is here.`);
  }
  if (!options.json) {
    for (const { from, ok, text } of answers) {
      const line = ok ? `${from} agrees to ${action} ${who}.` : `${from} refuses: ${text}.`;
      console.log(setting.paint({ tone: ok ? 'good' : 'bad', text: line }));
    }
  }
  return answers.some(({ ok }) => ok) ? exitCodes.done : exitCodes.notDone;
}
