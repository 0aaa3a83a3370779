// `npm run eval`: how well an intent in words finds who serves it, measured through the package itself, with the real
// model, the real score and the shipped threshold, and a hashed bag of words beside it.

import { parseArgs } from 'node:util';
import { createWorkerEmbedder, type Embedder, resolveModel } from '@parley/embeddings';
import { calibrate, thresholdFor } from '../src/index.ts';
import { drawClinc150, readClinc150 } from './clinc150.ts';
import { EmbeddedTexts } from './embed-texts.ts';
import { type EvaluationSet, ownSet } from './evaluation-set.ts';
import { hashedWords } from './hashed-words.ts';
import { type Figures, meanOf, measureSet, textsOfSet } from './measure-set.ts';
import { printFigures } from './print-figures.ts';

const usage = `Usage: npm run eval -- [--model NAME] [--model-dir DIR] [--data DIR] [--json]

  --model NAME     all-MiniLM-L6-v2 (default), static-384 (or static), or a folder's name in --model-dir
  --model-dir DIR  where another model's folder lies
  --data DIR       measure on CLINC150 (its data_full.json and domains.json) instead of the project's own set
  --json           one JSON object on standard output (its fields: packages/discovery/eval/README.md)
`;

// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

const drawSeeds = [1, 2, 3, 4, 5];

interface Run {
  readonly set: string;
  readonly figures: Figures;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string' },
      'model-dir': { type: 'string' },
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const sets = values.data === undefined ? [ownSet()] : drawn(values.data);
  const embedder = createWorkerEmbedder({
    model: resolveModel({ model: values.model, modelDir: values['model-dir'] }),
    requestTimeoutMs: 120_000,
  });
  const baseline = hashedWords();
  try {
    const runs = await measure(embedder, sets);
    const baselineRuns = await measure(baseline, sets);
    const means = { figures: averaged(runs), baseline: averaged(baselineRuns) };
    const report = { model: embedder.info.model, space: embedder.info.space, ...means, runs };
    if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else process.stdout.write(printFigures(report, baseline.info.model));
  } finally {
    await embedder.close();
  }
}

function drawn(folder: string): EvaluationSet[] {
  const data = readClinc150(folder);
  return drawSeeds.map((seed) => drawClinc150(data, seed));
}

async function measure(embedder: Embedder, sets: readonly EvaluationSet[]): Promise<Run[]> {
  const { space, dims } = embedder.info;
  const threshold = thresholdFor(space) ?? (await calibrate(embedder));
  const embedded = new EmbeddedTexts(embedder, (line) => process.stderr.write(`${line}\n`));
  const runs: Run[] = [];
  for (const set of sets) {
    await embedded.add(textsOfSet(set));
    runs.push({ set: set.name, figures: measureSet(set, embedded, dims, threshold) });
  }
  return runs;
}

function averaged(runs: readonly Run[]): Figures {
  return meanOf(runs.map((each) => each.figures));
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 2;
});
