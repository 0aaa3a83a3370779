// What a reading survives on a real server beside an outage: its consumer deleted, its stream deleted and made anew.

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually, withBroker } from '@parley/testkit';
import type { Bus } from '../src/index.ts';
import { connectNats } from '../src/nats/index.ts';
import { bytes, freshName, text, textOf, word } from './contract/door.ts';

let bus: Bus;
let name: string;

beforeEach(async () => {
  const { url } = await withBroker();
  name = freshName();
  bus = await connectNats({ servers: url, name, inboxPrefix: `reply.${name}` });
});
afterEach(() => bus.close());

async function askJetStream(verb: string): Promise<{ consumers?: string[] }> {
  return JSON.parse(textOf(await bus.request(`$JS.API.${verb}`, bytes(''), { timeoutMs: 5000 })));
}

const consumersOf = async (stream: string) => (await askJetStream(`CONSUMER.NAMES.${stream}`)).consumers ?? [];

test('a watch whose consumer the server forgot goes on where it was, without a second list', async () => {
  const bucket = await bus.keyValue({ bucket: name });
  const changes: string[] = [];
  await bucket.watch('>', (change) => changes.push(word(change)));
  await bucket.put('a', bytes('1'));
  await eventually(() => expect(changes).toEqual(['listed', '+a=1']));
  const [consumer] = await consumersOf(`KV_${name}`);
  await askJetStream(`CONSUMER.DELETE.KV_${name}.${consumer}`);
  await bucket.put('b', bytes('2'));
  await eventually(() => expect(changes).toEqual(['listed', '+a=1', '+b=2']));
});

test('a stream that somebody deleted is made anew, and who follows it hears what comes', async () => {
  const stream = await bus.stream({ name, subjects: [`${name}.>`] });
  const heard: string[] = [];
  await stream.follow(`${name}.>`, ({ sequence, data }) => heard.push(`${sequence}=${text(data)}`));
  for (const body of ['a', 'b']) await stream.append(`${name}.x`, bytes(body));
  await askJetStream(`STREAM.DELETE.${name}`);
  expect(await stream.append(`${name}.x`, bytes('c'))).toBe(1);
  await eventually(() => expect(heard).toEqual(['1=a', '2=b', '1=c']));
});

test('closing a watch or ending a reading early leaves no consumer on the server', async () => {
  const bucket = await bus.keyValue({ bucket: name });
  for (const key of ['a', 'b', 'c']) await bucket.put(key, bytes(key));
  const watch = await bucket.watch('>', () => undefined);
  expect(await consumersOf(`KV_${name}`)).toHaveLength(1);
  watch.close();
  await bucket.keys();
  await eventually(async () => expect(await consumersOf(`KV_${name}`)).toEqual([]), { timeoutMs: 2000 });
});
