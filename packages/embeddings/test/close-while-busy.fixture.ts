// Closes embedders in the middle of their work, at many moments of it, and says how often it lived to tell.

import { createWorkerEmbedder, resolveModel } from '../src/index.ts';

const texts = Array.from({ length: 64 }, (_, i) => `sentence number ${i} about this and that `.repeat(8));
const rounds = Number(process.argv[2]);
for (let round = 1; round <= rounds; round++) {
  const embedder = createWorkerEmbedder({ model: resolveModel({ model: 'all-MiniLM-L6-v2' }) });
  await embedder.embed(['warm']);
  const busy = embedder.embed(texts).then(
    () => 'answered',
    (thrown: { code: string }) => thrown.code,
  );
  // Each round a little later in the work.
  const untilMs = performance.now() + round * 3;
  while (performance.now() < untilMs) await new Promise((resolve) => setImmediate(resolve));
  await embedder.close();
  console.log(`round ${round}: ${await busy}`);
}
