// The models that come with the package, by their exact files. Nothing here touches the disk: a space, and with it every
// key and subject, follows from this table alone, and the files are held against it when they are loaded.

import { join } from 'node:path';
import type { EmbedderKind } from './embedder.ts';
import { textTokensMax } from './normalise-text.ts';

/** `q8` reads onnx/model_quantized.onnx, `fp32` reads onnx/model.onnx. */
export type ModelDtype = 'q8' | 'fp32';

/** How the vectors of the tokens become one: their mean, or the first one. */
export type ModelPooling = 'mean' | 'cls';

/** A model as the manifest knows it. */
export interface ModelManifest {
  readonly name: string;
  readonly kind: EmbedderKind;
  readonly dims: number;
  readonly dtype: ModelDtype;
  readonly pooling: ModelPooling;
  readonly tokensMax: number;
  /** sha256 in hex of every file that is read, by its path inside the model's folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** The file with the weights, by dtype; its hash is the one that names the space. */
export const weightsFiles = {
  q8: 'onnx/model_quantized.onnx',
  fp32: 'onnx/model.onnx',
} as const satisfies Record<ModelDtype, string>;

/** Where the bundled models lie. */
export const bundledModelsDir = join(import.meta.dirname, '..', 'models');

export const defaultModelName = 'all-MiniLM-L6-v2';

const tokenizerFiles = {
  'tokenizer.json': 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
  'tokenizer_config.json': 'acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b',
  'special_tokens_map.json': '303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3',
};

/** Every bundled model by its name. */
export const bundledModels = {
  'all-MiniLM-L6-v2': {
    name: 'all-MiniLM-L6-v2',
    kind: 'neural',
    dims: 384,
    dtype: 'q8',
    pooling: 'mean',
    tokensMax: textTokensMax,
    files: {
      ...tokenizerFiles,
      'config.json': '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41',
      'onnx/model_quantized.onnx': '3d1636875cd62383730ea91ecd9dea9573faa0d6858d178029313d364081c32a',
    },
  },
  'static-384': {
    name: 'static-384',
    kind: 'static',
    dims: 384,
    dtype: 'q8',
    pooling: 'mean',
    tokensMax: textTokensMax,
    files: {
      ...tokenizerFiles,
      'config.json': '29f23aa2c83731e82b926e70e720c72be4307dd092a06af72fbdad9fc62d4f5d',
      'onnx/model_quantized.onnx': 'a954cbe4742c24de25d22559e9fc1fdd20d00983b73557ea212587c0afa15c62',
    },
  },
} as const satisfies Record<string, ModelManifest>;

/** Short names a user may write for a bundled model. */
export const bundledModelAliases: Readonly<Record<string, keyof typeof bundledModels>> = { static: 'static-384' };
