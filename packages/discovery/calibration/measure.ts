// Measures the bundled models' thresholds on calibration.json and writes thresholds.json beside it. Run it after any
// change of the set, of the texts that are embedded or of the score:
//   node_modules/.bin/node packages/discovery/calibration/measure.ts

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledModels, createWorkerEmbedder, resolveModel } from '@parley/embeddings';
import { measureThreshold } from '../src/threshold/calibrate.ts';

const thresholds: Record<string, number> = {};
for (const model of Object.keys(bundledModels)) {
  const embedder = createWorkerEmbedder({ model: resolveModel({ model }) });
  const threshold = await measureThreshold(embedder);
  thresholds[embedder.info.space] = Number(threshold.toFixed(4));
  process.stderr.write(`${embedder.info.space}: ${threshold.toFixed(4)}\n`);
  await embedder.close();
}
writeFileSync(join(import.meta.dirname, 'thresholds.json'), `${JSON.stringify({ thresholds }, null, 2)}\n`);
