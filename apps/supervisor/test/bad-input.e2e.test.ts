import { afterEach, describe, expect, test } from '@jest/globals';
import { testMesh } from '@parley/agent/testing';
import { agentRows } from './bad-input/agent-rows.ts';
import { askRows } from './bad-input/ask-rows.ts';
import { forgedBidRows } from './bad-input/forged-bid-rows.ts';
import { messageRows } from './bad-input/message-rows.ts';
import { outsideRows } from './bad-input/outside-rows.ts';
import { intent, type Row, repeater } from './bad-input/row.ts';
import { endAll } from './supervised.ts';

afterEach(endAll);

const table: readonly Row[] = [...messageRows, ...askRows, ...agentRows, ...forgedBidRows, ...outsideRows];

describe('bad input', () => {
  test.each(table)('%s', async (_, act, expected) => {
    await using world = await testMesh([repeater()]);
    expect(await act(world)).toMatchObject(expected as object);
    expect(await world.ask(intent)).toMatchObject({ type: 'done' });
  });
});
