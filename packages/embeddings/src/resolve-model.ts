// From a name to a model that can be loaded: which folder, which files, which space. It checks that the files are there,
// and reads no environment: PARLEY_MODEL and PARLEY_MODEL_DIR are read by entry points and handed in. The hashes of
// bundled files are checked where they are loaded, in the worker, so that resolving stays free of cost.

import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  bundledModelAliases,
  bundledModels,
  bundledModelsDir,
  defaultModelName,
  type ModelDtype,
  type ModelManifest,
  type ModelPooling,
  weightsFiles,
} from './bundled-models.ts';
import { EmbeddingError } from './errors.ts';
import { textTokensMax } from './normalise-text.ts';
import { spaceOf } from './space.ts';

/** A model with its place on this machine. Plain data: it is sent to the worker as it is. */
export interface ResolvedModel extends ModelManifest {
  readonly space: string;
  /** Absolute path of the folder that holds `files`. */
  readonly dir: string;
}

export interface ResolveModelOptions {
  /** A bundled model's name or alias (`all-MiniLM-L6-v2`, `static-384`, `static`), or the name of a folder in `modelDir`. */
  readonly model?: string | undefined;
  /** The folder that holds the model's folder; the package's own where left out. */
  readonly modelDir?: string | undefined;
}

/**
 * Finds a model, the bundled all-MiniLM-L6-v2 by default.
 *
 * A bundled name is held to the bundled hashes wherever its folder lies. Any other name needs `modelDir`: the folder
 * `<modelDir>/<model>` with config.json, tokenizer.json, tokenizer_config.json and onnx/model_quantized.onnx (or
 * onnx/model.onnx); its weights are hashed here, once, to name its space.
 * Throws `model-missing` or `model-corrupt`, naming the file and what to do.
 */
export function resolveModel(options: ResolveModelOptions = {}): ResolvedModel {
  const asked = options.model ?? defaultModelName;
  const name = bundledModelAliases[asked] ?? asked;
  const manifest = Object.values<ModelManifest>(bundledModels).find((model) => model.name === name);
  if (manifest === undefined && options.modelDir === undefined) {
    throw new EmbeddingError(
      'model-missing',
      `"${name}" is not a bundled model (${Object.keys(bundledModels).join(', ')}): name one of these, or set PARLEY_MODEL_DIR to the folder that holds "${name}".`,
    );
  }
  requireFolderName(name);
  const dir = join(resolve(options.modelDir ?? bundledModelsDir), name);
  if (manifest !== undefined) {
    for (const file of Object.keys(manifest.files)) requireFile(dir, file, manifest.name);
    return { ...manifest, dir, space: spaceOf({ ...manifest, weightsSha256: weightsHash(manifest) }) };
  }
  const own = readManifest(name, dir);
  return { ...own, dir, space: spaceOf({ ...own, weightsSha256: weightsHash(own) }) };
}

function weightsHash(manifest: ModelManifest): string {
  return manifest.files[weightsFiles[manifest.dtype]]!;
}

function requireFolderName(name: string): void {
  const parts = name.split('/');
  if (parts.length > 2 || parts.some((part) => !/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(part))) {
    throw new EmbeddingError(
      'model-missing',
      `"${name}" is not a model's name: use a folder's name such as "my-model" or "org/my-model".`,
    );
  }
}

function requireFile(dir: string, file: string, model: string): void {
  if (existsSync(join(dir, file))) return;
  throw new EmbeddingError(
    'model-missing',
    `The model "${model}" has no file ${join(dir, file)}: put it there, or set PARLEY_MODEL_DIR to the folder that holds a whole "${model}".`,
  );
}

/** Describes a model of the user's own from its folder: dims from config.json, pooling as sentence-transformers notes it. */
function readManifest(name: string, dir: string): ModelManifest {
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) requireFile(dir, file, name);
  const dtype: ModelDtype = existsSync(join(dir, weightsFiles.q8)) ? 'q8' : 'fp32';
  if (dtype === 'fp32' && !existsSync(join(dir, weightsFiles.fp32))) requireFile(dir, weightsFiles.q8, name);
  const dims = readJson(join(dir, 'config.json')).hidden_size;
  if (typeof dims !== 'number' || !Number.isInteger(dims) || dims < 1) {
    throw new EmbeddingError(
      'model-corrupt',
      `${join(dir, 'config.json')} states no whole-number hidden_size: copy the model's config.json again.`,
    );
  }
  const poolingFile = join(dir, '1_Pooling', 'config.json');
  const pooling: ModelPooling =
    existsSync(poolingFile) && readJson(poolingFile).pooling_mode_cls_token === true ? 'cls' : 'mean';
  const files = { [weightsFiles[dtype]]: sha256OfFile(join(dir, weightsFiles[dtype])) };
  return { name, kind: 'neural', dims, dtype, pooling, tokensMax: textTokensMax, files };
}

function readJson(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    throw new TypeError('not a JSON object');
  } catch (cause) {
    throw new EmbeddingError('model-corrupt', `${path} cannot be read as JSON: copy the model's file again.`, {
      cause,
    });
  }
}

/** The sha256 of a file in hex, read a megabyte at a time. */
export function sha256OfFile(path: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1 << 20);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer))
      hash.update(buffer.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
