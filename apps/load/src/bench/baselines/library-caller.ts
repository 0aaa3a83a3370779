// The client library as its own documentation shows it: `nc.request` with its JSON codec. The one place outside the
// bus that may import it.

import { connect, JSONCodec } from 'nats';
import type { Open } from '../order.ts';
import { type Payload, payload, wrongAnswer } from '../payload.ts';

const timeoutMs = 5_000;

const open: Open = async ({ servers, group, options }) => {
  const codec = JSONCodec<Payload>();
  const nc = await connect({ servers, noAsyncTraces: options.noAsyncTraces === true });
  const subject = `${group}.library`;
  return {
    once: async () => {
      const sent = payload();
      const { data } = await nc.request(subject, codec.encode(sent), { timeout: timeoutMs });
      if (codec.decode(data).number !== sent.number) throw wrongAnswer();
    },
    close: () => nc.drain(),
  };
};
export default open;
