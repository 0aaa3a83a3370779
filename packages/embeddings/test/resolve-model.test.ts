import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { bundledModels, resolveModel, spaceToken } from '../src/index.ts';

const modelDir = mkdtempSync(join(tmpdir(), 'parley-models-'));
afterAll(() => rmSync(modelDir, { recursive: true, force: true }));

describe('a bundled model', () => {
  test('is all-MiniLM-L6-v2 where nothing is asked, and has a space that names its weights', () => {
    const model = resolveModel();
    expect(model.space).toBe('all-MiniLM-L6-v2:q8:mean:3d1636875cd6');
    expect(resolveModel({ model: 'static' }).space).toBe(resolveModel({ model: 'static-384' }).space);
    expect(spaceToken(model.space)).toBe(createHash('sha256').update(model.space).digest('hex').slice(0, 16));
  });

  test.each(Object.values(bundledModels))('$name has exactly the files of its manifest', (manifest) => {
    const { dir } = resolveModel({ model: manifest.name });
    for (const [file, hash] of Object.entries(manifest.files)) {
      expect(
        createHash('sha256')
          .update(readFileSync(join(dir, file)))
          .digest('hex'),
      ).toBe(hash);
    }
  });

  test('of which a file is missing says which and what to do', () => {
    const { dir } = resolveModel({ model: 'static' });
    cpSync(dir, join(modelDir, 'static-384'), { recursive: true });
    rmSync(join(modelDir, 'static-384', 'tokenizer.json'));
    expect(() => resolveModel({ model: 'static', modelDir })).toThrow(
      expect.objectContaining({
        code: 'model-missing',
        message: expect.stringMatching(/static-384.tokenizer\.json.*PARLEY_MODEL_DIR/),
      }),
    );
  });
});

describe("a model of one's own", () => {
  const write = (name: string, file: string, content: string): void => {
    mkdirSync(join(modelDir, name, 'onnx'), { recursive: true });
    mkdirSync(join(modelDir, name, '1_Pooling'), { recursive: true });
    writeFileSync(join(modelDir, name, file), content);
  };

  test('is described by its folder, its space by the hash of its weights', () => {
    write('org/mine', 'config.json', '{"hidden_size": 12}');
    for (const file of ['tokenizer.json', 'tokenizer_config.json']) write('org/mine', file, '{}');
    write('org/mine', 'onnx/model.onnx', 'weights');
    write('org/mine', '1_Pooling/config.json', '{"pooling_mode_cls_token": true}');
    const hash = createHash('sha256').update('weights').digest('hex');
    expect(resolveModel({ model: 'org/mine', modelDir })).toMatchObject({
      space: `org/mine:fp32:cls:${hash.slice(0, 12)}`,
      dims: 12,
      dir: join(modelDir, 'org/mine'),
    });
  });

  test.each([
    ['a folder that is not there', 'absent', modelDir, 'model-missing', /absent.config\.json/],
    ['no folder named', 'mine', undefined, 'model-missing', /PARLEY_MODEL_DIR/],
    ['a name that leaves the folder', '../mine', modelDir, 'model-missing', /not a model's name/],
  ])('cannot be resolved with %s', (_, model, dir, code, message) => {
    expect(() => resolveModel({ model, modelDir: dir })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test.each([['not JSON'], ['[]'], ['{}'], ['{"hidden_size": -3}']])(
    'with the configuration %s is called corrupt',
    (content) => {
      write('broken', 'config.json', content);
      for (const file of ['tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx']) write('broken', file, '{}');
      expect(() => resolveModel({ model: 'broken', modelDir })).toThrow(
        expect.objectContaining({ code: 'model-corrupt' }),
      );
    },
  );
});
