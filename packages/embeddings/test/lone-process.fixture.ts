// Run as a process of its own by worker-process.test.ts: embeds once, says so, and then either ends by running out of work
// or stays until it is killed.

import { createWorkerEmbedder, resolveModel } from '../src/index.ts';
import { channelFor } from '../src/worker-channel.ts';

const [channel, after] = process.argv.slice(2);
const openChannel = channelFor(channel === 'process' ? '@xenova/transformers' : '@huggingface/transformers');
const embedder = createWorkerEmbedder({ model: resolveModel({ model: 'static' }), openChannel });
const [vector] = await embedder.embed(['pay the rent']);
console.log(`embedded ${vector?.length}`);
if (after === 'stay') setInterval(() => {}, 1_000);
