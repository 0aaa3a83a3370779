import { connect, explain } from '@parley/mesh';

await using mesh = await connect({ servers: process.env.NATS_URL ?? 'nats://127.0.0.1:4222' });

const asking = mesh.ask('split the 90 of our dinner between 4 people', { prefer: 'price', withinMs: 5_000 });
for await (const event of asking) console.log(event.type);

const outcome = await asking;
if (outcome.type === 'done') console.log(outcome.output);
else console.log(explain(outcome));
