// Holds a model's files against the hashes it was resolved with, before anything reads them: a half-copied model would
// otherwise answer in riddles, or embed wrongly without a word. About 50 ms for the larger bundled model.

import { join } from 'node:path';
import { EmbeddingError } from './errors.ts';
import { type ResolvedModel, sha256OfFile } from './resolve-model.ts';

/** Throws `model-missing` or `model-corrupt`, naming the first file that is not as it should be. */
export function verifyModel(model: ResolvedModel): void {
  for (const [file, expected] of Object.entries(model.files)) {
    const path = join(model.dir, file);
    const actual = hashOf(path, model);
    if (actual === expected) continue;
    throw new EmbeddingError(
      'model-corrupt',
      `${path} is not the file that "${model.name}" is made of (sha256 ${actual}, expected ${expected}): restore it from the repository, or give a model of your own another name.`,
    );
  }
}

function hashOf(path: string, model: ResolvedModel): string {
  try {
    return sha256OfFile(path);
  } catch (cause) {
    throw new EmbeddingError(
      'model-missing',
      `The model "${model.name}" has no readable file ${path}: put it there, or set PARLEY_MODEL_DIR.`,
      {
        cause,
      },
    );
  }
}
