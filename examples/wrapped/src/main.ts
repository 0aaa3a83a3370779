// The example as one run: three services become agents of a mesh, which is asked, loses a service, and goes on with another
// and with a second version (`npm run example:wrap`). Everything it makes is gone at its end, in whatever way it ends.
//
// It ends with 0 where every step went as it should, with 1 otherwise, with 130 after Ctrl-C.

import { parseArgs } from 'node:util';
import { NotAsItShouldBe } from './as-it-should-be.ts';
import { Stage } from './stage.ts';
import { askForAddress, askToConvert, killWhileInUse } from './steps-in-a-mesh.ts';
import { startMesh, startServices, wrapServices } from './steps-to-a-mesh.ts';
import { addSecondRelease, removeFirstRelease } from './steps-to-a-second-version.ts';
import { storyOn } from './story.ts';
import { type VendorName, vendorNames } from './vendors.ts';

const startedAtMs = performance.now();
const { env } = process;
// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to.
env.ORT_DISABLE_TELEMETRY ??= '1';
const story = storyOn(process.stdout);
const withinMs = 60_000;

const steps = [
  ['Three services that know nothing of Parley, each a process', startServices],
  ['Each becomes an agent by one command', wrapServices],
  ['They are in a mesh', startMesh],
  ['Asked by what is wanted: the bids decide', askToConvert],
  ['Asked for something else: who can do it is found', askForAddress],
  ['The winner’s service is killed while it works', killWhileInUse],
  ['The service comes back, with a second version of its schema beside the first', addSecondRelease],
  ['The first version is taken away, and its callers ask as before', removeFirstRelease],
] as const;

const stopped = Promise.withResolvers<number>();
const stopCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
for (const [signal, code] of Object.entries(stopCodes)) process.on(signal, () => stopped.resolve(code));
// Whoever reads it may stop reading; all is taken down all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stopped.resolve(141));

async function play(stage: Stage): Promise<number> {
  for (const [title, step] of steps) {
    story.heading(title);
    await step(stage);
  }
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  process.stdout.write(`\n${steps.length} of ${steps.length} steps went as they should, in ${seconds} s.\n`);
  return 0;
}

/** The services that are played with: all, or all but one, to see what becomes of it. */
function cast(without: string | undefined): readonly VendorName[] {
  if (without === undefined || vendorNames.some((name) => name === without)) {
    return vendorNames.filter((name) => name !== without);
  }
  throw new Error(`"${without}" is no service: leave out ${listed(vendorNames)}.`);
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { without: { type: 'string' } } });
  const stage = new Stage(cast(values.without), story, env);
  const late = setTimeout(() => {
    process.stderr.write(`The example did not end within ${withinMs / 1_000} s.\n`);
    stopped.resolve(1);
  }, withinMs);
  try {
    return await Promise.race([play(stage), stopped.promise]);
  } finally {
    clearTimeout(late);
    await stage.close();
  }
}

try {
  process.exit(await main());
} catch (thrown) {
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  process.stderr.write(`${thrown instanceof NotAsItShouldBe ? 'Not as it should be: ' : ''}${what}\n`);
  process.exit(1);
}
