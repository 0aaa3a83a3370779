// What every model on every loader must do, through the real worker. Both bundled models run it with the default loader;
// `npm run test:xenova` runs it again with PARLEY_XENOVA_DIR set to a folder where @xenova/transformers is installed.

import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Clock,
  cosine,
  createWorkerEmbedder,
  type Embedder,
  type OpenChannel,
  resolveModel,
  textCharactersMax,
  type WorkerChannel,
  type WorkerEmbedderOptions,
  type WorkerEvent,
} from '../src/index.ts';
import { channelFor } from '../src/worker-channel.ts';

const loaderDir = process.env.PARLEY_XENOVA_DIR;
const loader = loaderDir === undefined ? '@huggingface/transformers' : '@xenova/transformers';

const open: Embedder[] = [];
afterAll(async () => {
  for (const embedder of open) await embedder.close();
});

function start(model: string, options: Partial<WorkerEmbedderOptions> = {}): Embedder {
  const embedder = createWorkerEmbedder({
    model: options.model ?? resolveModel({ model }),
    loader,
    loaderDir,
    ...options,
  });
  open.push(embedder);
  return embedder;
}

/** The real worker, with a hand on it. */
function openBreakable(): { openChannel: OpenChannel; onEmbed: (run: (channel: WorkerChannel) => void) => void } {
  let onPost: ((channel: WorkerChannel) => void) | undefined;
  const openChannel: OpenChannel = (handlers) => {
    const channel = channelFor(loader)(handlers);
    return {
      ...channel,
      post(message) {
        channel.post(message);
        if (message.type !== 'embed') return;
        const run = onPost;
        onPost = undefined;
        run?.(channel);
      },
    };
  };
  const onEmbed = (run: (channel: WorkerChannel) => void): void => {
    onPost = run;
  };
  return { openChannel, onEmbed };
}

/** The system's clock, whose timers of a certain length are fired by the test. */
function createHeldClock(heldMs: number): Clock & { fire(): void } {
  const held = new Map<object, () => void>();
  return {
    now: () => performance.now(),
    setTimeout(run, delayMs) {
      if (delayMs !== heldMs) return setTimeout(run, delayMs);
      const handle = {};
      held.set(handle, run);
      return handle;
    },
    clearTimeout(handle) {
      if (!held.delete(handle as object)) clearTimeout(handle as NodeJS.Timeout);
    },
    fire() {
      for (const [handle, run] of held) {
        held.delete(handle);
        run();
      }
    },
  };
}

const triples = [
  ['transfer money to a friend', 'send cash to my buddy', 'what will the weather be tomorrow'],
  ['translate a sentence into French', 'say this phrase in another language', 'replace the brakes of a car'],
  ['the doctor examined the patient', 'a physician looked at the sick man', 'the committee raised taxes'],
  ['reserve a room in a hotel', 'book accommodation for the night', 'compute the square root of a number'],
  ['delete a file from the disk', 'remove a document from storage', 'cook pasta for dinner'],
] as const;

describe.each([
  { model: 'all-MiniLM-L6-v2', first: [0.0509, 0.079, -0.0222, -0.0309] },
  { model: 'static-384', first: [-0.1651, 0.1123, -0.0447, 0.2956] },
])(`$model on ${loader}`, ({ model, first }) => {
  let embedder: Embedder;
  beforeAll(async () => {
    embedder = start(model);
    await embedder.ready();
  });

  test('says what it effectively is', () => {
    expect(embedder.info).toMatchObject({ model, dims: 384, degraded: false, loader });
    expect(embedder.info.space).toBe(resolveModel({ model }).space);
  });

  test('gives the vectors it has always given, of norm 1', async () => {
    const [vector] = await embedder.embed(['move fifty bucks to my landlord']);
    expect(vector).toHaveLength(384);
    expect(Math.hypot(...vector!)).toBeCloseTo(1, 5);
    // Runtimes differ in how they multiply by int8 weights: two decimals are what all of them agree on.
    for (const [i, number] of first.entries()) expect(vector![i]).toBeCloseTo(number, 2);
  });

  test('gives a text the same vector alone and in any company', async () => {
    const texts = [...triples.flat(), 'short', `long ${'and longer '.repeat(60)}`];
    const together = await embedder.embed(texts);
    for (const [i, text] of texts.entries()) {
      const [alone] = await embedder.embed([text]);
      expect(cosine(alone!, together[i]!)).toBeGreaterThan(0.99999);
    }
  });

  test.each(triples)('holds "%s" nearer to "%s" than to "%s"', async (anchor, paraphrase, unrelated) => {
    const [a, near, far] = await embedder.embed([anchor, paraphrase, unrelated]);
    expect(cosine(a!, near!)).toBeGreaterThan(cosine(a!, far!) + 0.1);
  });

  test('reads of a text of 100 kB what it reads of its beginning', async () => {
    const long = 'pay the invoice of the electricity company '.repeat(2_400);
    const [whole, beginning] = await embedder.embed([long, long.slice(0, textCharactersMax)]);
    expect(cosine(whole!, beginning!)).toBeGreaterThan(0.99999);
  });

  test.each([['!?.,;'], ['привет, мир'], ['送金してください'], ['\u0000\u0007 bell']])(
    'answers %j with a vector or a typed error',
    async (text) => {
      const answer = await embedder.embed([text]).catch((error: Error) => error);
      if (Array.isArray(answer)) expect(Math.hypot(...answer[0]!)).toBeCloseTo(1, 5);
      else expect(answer).toMatchObject({ name: 'EmbeddingError', code: 'bad-vector' });
    },
  );
});

describe(`the worker on ${loader}`, () => {
  test('killed in the middle of its work, is replaced, and the work is done', async () => {
    const events: WorkerEvent[] = [];
    const { openChannel, onEmbed } = openBreakable();
    const embedder = start('static', { openChannel, onEvent: (event) => events.push(event) });
    await embedder.ready();
    onEmbed((channel) => void channel.terminate());
    const vectors = await embedder.embed(triples.flat());
    expect(vectors).toHaveLength(triples.flat().length);
    expect(events.map((event) => event.type)).toEqual(['starting', 'loaded', 'crashed', 'starting', 'loaded']);
  });

  test('ends when idle and comes back with the same vectors', async () => {
    const idleExitMs = 77_777;
    const clock = createHeldClock(idleExitMs);
    const gone = Promise.withResolvers<void>();
    const openChannel: OpenChannel = (handlers) =>
      channelFor(loader)({
        ...handlers,
        exit(error) {
          gone.resolve();
          handlers.exit(error);
        },
      });
    const embedder = start('static', { idleExitMs, clock, openChannel });
    const [before] = await embedder.embed(['pay the rent']);
    clock.fire();
    await gone.promise;
    const [after] = await embedder.embed(['pay the rent']);
    expect(after).toEqual(before);
  });

  test('serves other calls while one is given up in mid-flight', async () => {
    const { openChannel, onEmbed } = openBreakable();
    const embedder = start('static', { openChannel });
    await embedder.ready();
    const controller = new AbortController();
    onEmbed(() => controller.abort());
    const given = embedder.embed(['never mind'], { signal: controller.signal });
    const kept = embedder.embed(['this one counts']);
    await expect(given).rejects.toMatchObject({ code: 'aborted' });
    expect(await kept).toHaveLength(1);
  });

  test('refuses a text without a known word, which has no direction', async () => {
    await expect(start('static').embed(['\u{1f980}\u{1f9f2}'])).rejects.toMatchObject({ code: 'bad-vector' });
  });
});

describe(`a damaged model on ${loader}`, () => {
  const modelDir = mkdtempSync(join(tmpdir(), 'parley-damaged-'));
  const dir = join(modelDir, 'static-384');
  const weights = join(dir, 'onnx', 'model_quantized.onnx');
  afterAll(() => rmSync(modelDir, { recursive: true, force: true }));

  const damages: [string, string, RegExp, () => void][] = [
    ['one flipped byte in the weights', 'model-corrupt', /model_quantized\.onnx.*restore it/, () => flipByte(weights)],
    ['half-copied weights', 'model-corrupt', /model_quantized\.onnx/, () => truncateSync(weights, 1_000_000)],
    ['another tokenizer', 'model-corrupt', /tokenizer\.json/, () => appendFileSync(join(dir, 'tokenizer.json'), ' ')],
    ['weights gone since it was resolved', 'model-missing', /model_quantized\.onnx/, () => rmSync(weights)],
  ];

  test.each(damages)('with %s is not loaded and says %s', async (_, code, message, damage) => {
    cpSync(resolveModel({ model: 'static' }).dir, dir, { recursive: true });
    const model = resolveModel({ model: 'static', modelDir });
    damage();
    const embedder = start('static', { model });
    await expect(embedder.ready()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(embedder.embed(['text'])).rejects.toMatchObject({ code });
  });

  test('of whatever name that is no ONNX model is not loaded', async () => {
    const own = join(modelDir, 'mine');
    cpSync(resolveModel({ model: 'static' }).dir, own, { recursive: true });
    writeFileSync(join(own, 'onnx', 'model_quantized.onnx'), 'not a model');
    const embedder = start('mine', { model: resolveModel({ model: 'mine', modelDir }) });
    await expect(embedder.ready()).rejects.toMatchObject({ code: 'load-failed' });
  });
});

function flipByte(file: string): void {
  const bytes = readFileSync(file);
  bytes[1_000_000] = bytes[1_000_000]! ^ 1;
  writeFileSync(file, bytes);
}

test('a loader that is not installed is named, with what to do', async () => {
  const nowhere = mkdtempSync(join(tmpdir(), 'parley-nowhere-'));
  const embedder = start('static', { loaderDir: nowhere, loader: '@xenova/transformers' });
  await expect(embedder.ready()).rejects.toMatchObject({
    code: 'loader-missing',
    message: expect.stringContaining('@xenova/transformers'),
  });
  rmSync(nowhere, { recursive: true });
});
