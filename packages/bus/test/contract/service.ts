// NATS micro services (ADR-32).

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@parley/testkit';
import type { Bus } from '../../src/index.ts';
import { bytes, type ContractDoor, codeOf, freshName, textOf } from './door.ts';

export function describeService(door: ContractDoor): void {
  describe(`${door.title}: services`, () => {
    let bus: Bus;
    let other: Bus;

    beforeEach(async () => {
      const broker = await door.shared();
      [bus, other] = [await broker.connect(), await broker.connect()];
    });
    afterEach(async () => {
      await Promise.all([bus.close(), other.close()]);
    });

    const ask = async (subject: string) =>
      JSON.parse(textOf(await other.request(subject, bytes(''), { timeoutMs: 5000 })));

    test('a service answers on its endpoints and tells NATS tools what it is and how busy it was', async () => {
      const name = freshName();
      const service = await bus.service({
        name,
        version: '1.2.3',
        description: 'for a test',
        metadata: { mesh: 'm' },
        endpoints: [
          {
            name: 'echo',
            subject: `${name}.*.echo`,
            handle: (message) => {
              if (message.data.length === 0) throw new Error('nothing to say');
              bus.publish(message.reply as string, bytes(`${message.subject} ${textOf(message)}`));
            },
          },
        ],
        stats: () => ({ load: 0.5 }),
      });
      const answer = await other.request(`${name}.a.echo`, bytes('hi'), { timeoutMs: 5000 });
      expect(textOf(answer)).toBe(`${name}.a.echo hi`);
      const failure = await other.request(`${name}.a.echo`, bytes(''), { timeoutMs: 5000 });
      expect(failure.headers).toMatchObject({
        'Nats-Service-Error': 'nothing to say',
        'Nats-Service-Error-Code': '500',
      });

      const identity = { name, id: service.id, version: '1.2.3', metadata: { mesh: 'm' } };
      const endpoint = { name: 'echo', subject: `${name}.*.echo`, queue_group: 'q' };
      expect(await ask(`$SRV.PING.${name}`)).toEqual({ type: 'io.nats.micro.v1.ping_response', ...identity });
      expect(await ask(`$SRV.INFO.${name}.${service.id}`)).toMatchObject({
        type: 'io.nats.micro.v1.info_response',
        ...identity,
        description: 'for a test',
        endpoints: [endpoint],
      });
      const stats = await ask(`$SRV.STATS.${name}`);
      expect(stats).toMatchObject({ type: 'io.nats.micro.v1.stats_response', ...identity });
      expect(stats.endpoints).toEqual([
        expect.objectContaining({
          ...endpoint,
          num_requests: 2,
          num_errors: 1,
          last_error: 'nothing to say',
          data: { load: 0.5 },
        }),
      ]);

      await service.close();
      await eventually(async () => {
        expect(await codeOf(other.request(`${name}.a.echo`, bytes('hi'), { timeoutMs: 200 }))).toBe('no-responders');
        expect(await codeOf(other.request(`$SRV.PING.${name}`, bytes(''), { timeoutMs: 200 }))).toBe('no-responders');
      });
    });

    test('every service answers the question to all, and two of one name share the requests', async () => {
      const name = freshName();
      const endpoint = (who: string) => ({
        name: 'work',
        subject: `${name}.work`,
        handle: (message: { reply?: string }) => bus.publish(message.reply as string, bytes(who)),
      });
      const services = await Promise.all(
        ['a', 'b'].map((who) => bus.service({ name, version: '1.0.0', endpoints: [endpoint(who)] })),
      );
      await bus.flush();
      const ids = new Set<string>();
      const channel = other.channel({ message: (message) => ids.add(JSON.parse(textOf(message)).id) });
      other.publish('$SRV.PING', bytes(''), { reply: channel.subject });
      await eventually(() => expect([...ids]).toEqual(expect.arrayContaining(services.map(({ id }) => id))));
      const who = new Set<string>();
      await eventually(async () => {
        who.add(textOf(await other.request(`${name}.work`, bytes(''), { timeoutMs: 5000 })));
        expect(who.size).toBe(2);
      });
    });

    test('a service whose name, version or endpoint NATS tools could not show is refused', async () => {
      const endpoints = [{ name: 'e', subject: 'e', handle: () => undefined }];
      const bad = [
        { name: 'a.b', version: '1.0.0', endpoints },
        { name: 'a', version: 'one', endpoints },
        { name: 'a', version: '1.0.0', endpoints: [{ name: 'a b', subject: 'e', handle: () => undefined }] },
        { name: 'a', version: '1.0.0', endpoints: [{ name: 'e', subject: 'a b', handle: () => undefined }] },
      ];
      for (const config of bad) expect(await codeOf(bus.service(config))).toBe('bad-subject');
    });
  });
}
