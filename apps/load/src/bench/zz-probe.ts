import { startBroker } from '@parley/broker';
import { Field } from './field.ts';
import { contenders, crews } from './plan.ts';

const [name = 'ask by capability', rounds = '6', durationMs = '2000', inFlight = '64', profileDir] =
  process.argv.slice(2);
const broker = await startBroker({ env: process.env });
const { readFileSync } = await import('node:fs');
const ticks = () => {
  const f = readFileSync(`/proc/${broker.pid}/stat`, 'utf8').split(' ');
  return (Number(f[13]) + Number(f[14])) * 10_000;
};
const field = await Field.open({
  servers: broker.url,
  contenders: contenders.filter((c) => name.split(',').includes(c.name)),
  crews,
  profileDir,
});
for (let i = 0; i < Number(rounds); i++)
  for (const each of name.split(',')) {
    const before = ticks();
    const r = await field.run(each, { inFlight: Number(inFlight), warmUpMs: 200, durationMs: Number(durationMs) });
    const server = ((ticks() - before) * (Number(durationMs) / (Number(durationMs) + 200))) / r.operations;
    console.log(
      each.padEnd(20),
      'rate',
      Math.round(r.ratePerS),
      'p50',
      Math.round(r.p50Us),
      'caller',
      Math.round(r.callerCpuUs),
      'crew',
      Math.round(r.crewCpuUs),
      'server',
      Math.round(server),
      JSON.stringify(r.failures),
    );
  }
await field.close();
await broker.stop();
