// A copy of the small bundled model, broken in one file.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveModel } from '@parley/embeddings';

/** A folder for `modelDir` in which the weights of `static-384` miss, or have one byte changed. */
export function brokenModel(how: 'corrupt' | 'missing'): { readonly dir: string } & AsyncDisposable {
  const { dir: whole, name } = resolveModel({ model: 'static' });
  const dir = mkdtempSync(join(tmpdir(), 'parley-model-'));
  cpSync(whole, join(dir, name), { recursive: true });
  const weights = join(dir, name, 'onnx', 'model_quantized.onnx');
  if (how === 'missing') rmSync(weights);
  else {
    const bytes = readFileSync(weights);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(weights, bytes);
  }
  return { dir, [Symbol.asyncDispose]: async () => rmSync(dir, { recursive: true, force: true }) };
}
