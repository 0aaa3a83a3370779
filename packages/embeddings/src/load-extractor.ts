// The one place that knows the transformers packages. Both names lead to the same small thing, a function from texts to
// one raw vector a text: tokenised with an explicit limit, run, and pooled over the tokens the mask admits. Runs inside
// the worker only, in real Node, because the packages are ECMAScript modules with native parts.

import { createRequire } from 'node:module';
import { basename, dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EmbeddingError } from './errors.ts';
import type { ResolvedModel } from './resolve-model.ts';
import { verifyModel } from './verify-model.ts';
import type { LoaderName } from './worker-messages.ts';

/** One raw vector a text, in order. */
export type Extract = (texts: readonly string[]) => Promise<Float32Array[]>;

interface Tensor {
  readonly data: Float32Array | BigInt64Array;
  readonly dims: readonly number[];
  dispose?(): void;
}

/** What is used of either package; their own types differ from each other in everything else. */
interface Transformers {
  readonly env: {
    allowRemoteModels: boolean;
    allowLocalModels: boolean;
    localModelPath: string;
    useFSCache: boolean;
    cacheDir: string | null;
  };
  pipeline(
    task: 'feature-extraction',
    model: string,
    options: Record<string, unknown>,
  ): Promise<{
    tokenizer(texts: readonly string[], options: Record<string, unknown>): Record<string, Tensor>;
    model(inputs: Record<string, Tensor>): Promise<Record<string, Tensor>>;
  }>;
}

/**
 * Verifies a model's files, and loads it with one thread of the ONNX runtime where the loader lets it be set.
 * Throws `model-missing`, `model-corrupt`, `loader-missing` or `load-failed`.
 */
export async function loadExtractor(model: ResolvedModel, loader: LoaderName, loaderDir?: string): Promise<Extract> {
  verifyModel(model);
  const transformers = await importLoader(loader, loaderDir);
  const { env } = transformers;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.cacheDir = null;
  env.localModelPath = dirname(model.dir) + sep;
  const extractor = await transformers
    .pipeline('feature-extraction', basename(model.dir), loadOptions(loader, model))
    .catch((cause: unknown) => {
      throw new EmbeddingError(
        'load-failed',
        `${loader} cannot load ${model.dir}: ${String(cause)}. Check that it is an ONNX feature-extraction model.`,
        {
          cause,
        },
      );
    });
  return async (texts) => {
    const inputs = extractor.tokenizer(texts, { padding: true, truncation: true, max_length: model.tokensMax });
    const outputs = await extractor.model(inputs);
    const hidden = outputs.last_hidden_state ?? outputs.token_embeddings;
    if (hidden === undefined)
      throw new Error(`${model.name} answers ${Object.keys(outputs).join(', ')}, not last_hidden_state`);
    const rows = pool(hidden, inputs.attention_mask!, model.pooling);
    for (const tensor of [...Object.values(outputs), ...Object.values(inputs)]) tensor.dispose?.();
    return rows;
  };
}

/** The same wish in each package's words: 8-bit weights or 32-bit floats, the processor, one thread. */
function loadOptions(loader: LoaderName, model: ResolvedModel): Record<string, unknown> {
  if (loader === '@xenova/transformers') return { quantized: model.dtype === 'q8', local_files_only: true };
  return {
    dtype: model.dtype,
    device: 'cpu',
    local_files_only: true,
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
  };
}

async function importLoader(loader: LoaderName, loaderDir: string | undefined): Promise<Transformers> {
  try {
    if (loaderDir !== undefined) {
      const path = createRequire(join(loaderDir, 'package.json')).resolve(loader);
      return (await import(pathToFileURL(path).href)) as Transformers;
    }
    if (loader === '@huggingface/transformers')
      return (await import('@huggingface/transformers')) as unknown as Transformers;
    // Not a dependency: there only where the user installed it, hence a name the type checker does not resolve.
    return (await import(String(loader))) as Transformers;
  } catch (cause) {
    const how =
      loader === '@xenova/transformers' ? 'install it as packages/embeddings/README.md says' : 'run `npm install`';
    throw new EmbeddingError('loader-missing', `${loader} cannot be imported (${String(cause)}): ${how}.`, { cause });
  }
}

/** Token vectors [texts, tokens, dims] to one vector a text: the mean of the tokens that are no padding, or the first token. */
function pool(hidden: Tensor, mask: Tensor, pooling: ResolvedModel['pooling']): Float32Array[] {
  const [texts = 0, tokens = 0, dims = 0] = hidden.dims;
  const numbers = hidden.data as Float32Array;
  return Array.from({ length: texts }, (_, text) => {
    const row = new Float32Array(dims);
    const readMax = pooling === 'cls' ? 1 : tokens;
    let counted = 0;
    for (let token = 0; token < readMax; token += 1) {
      if (Number(mask.data[text * tokens + token]) === 0) continue;
      counted += 1;
      const start = (text * tokens + token) * dims;
      for (let i = 0; i < dims; i += 1) row[i] = row[i]! + numbers[start + i]!;
    }
    return row.map((sum) => sum / Math.max(1, counted));
  });
}
