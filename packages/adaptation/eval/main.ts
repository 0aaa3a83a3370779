// `npm run eval`: how many changes of a schema the adapter sees through, asks about, and gets wrong, measured through the
// package itself with the real model. Exits with 1 where a goal is missed.

import { parseArgs } from 'node:util';
import { cached, createWorkerEmbedder, defaultModelName, resolveModel } from '@parley/embeddings';
import { createAdapter } from '../src/index.ts';
import { calibrate } from './calibrate.ts';
import { deriveSet } from './derive.ts';
import { figuresOf, judgeAll, meetsGoals } from './measure.ts';
import { printCalibration, printSet } from './print-figures.ts';
import type { SetName } from './sample.ts';
import { deriveSealTools } from './seal-tools.ts';

const usage = `Usage: npm run eval -- [--seed N] [--model NAME] [--model-dir DIR] [--data DIR] [--calibrate] [--json]

  --seed N         which changes are drawn (1)
  --model NAME     all-MiniLM-L6-v2 (default), static-384 (or static), or a folder's name in --model-dir
  --model-dir DIR  where another model's folder lies
  --data DIR       also on Seal-Tools (its tool.jsonl and test_in_domain.jsonl), with the default model only
  --calibrate      find the thresholds on the calibration rules instead, and print the best
  --json           one JSON object on standard output
`;

// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

const sets: readonly SetName[] = ['calibration', 'held-out'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      model: { type: 'string' },
      'model-dir': { type: 'string' },
      data: { type: 'string' },
      calibrate: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed takes a whole number, and "${values.seed}" is none.`);
  const model = resolveModel({ model: values.model, modelDir: values['model-dir'] });
  if (values.data !== undefined && model.name !== defaultModelName) {
    throw new Error(`--data goes with ${defaultModelName} only: another model may have read Seal-Tools' descriptions.`);
  }
  const embedder = cached(createWorkerEmbedder({ model, requestTimeoutMs: 120_000 }));
  try {
    if (values.calibrate) {
      const tried = await calibrate(embedder, deriveSet('calibration', seed, 6), (line) =>
        process.stderr.write(`${line}\n`),
      );
      process.stdout.write(values.json ? `${JSON.stringify(tried.slice(0, 12))}\n` : printCalibration(tried));
      return;
    }
    const adapter = createAdapter({ embedder });
    const drawn = sets.map((set) => [set, deriveSet(set, seed)] as const);
    const { data } = values;
    const outside =
      data === undefined ? [] : sets.map((set) => [`Seal-Tools, ${set}`, deriveSealTools(data, set, seed)] as const);
    const report: Record<string, ReturnType<typeof figuresOf>> = {};
    for (const [name, cases] of [...drawn, ...outside]) report[name] = figuresOf(await judgeAll(adapter, cases));
    if (values.json)
      process.stdout.write(`${JSON.stringify({ model: model.name, space: model.space, seed, sets: report })}\n`);
    else for (const [name, figures] of Object.entries(report)) process.stdout.write(printSet(name, figures));
    if (!Object.values(report).every(meetsGoals)) process.exitCode = 1;
  } finally {
    await embedder.close();
  }
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 2;
});
