// What could not be read is never dropped in silence: it is published on the mesh's `invalid` subject with the reason,
// for whoever watches, and logged.

import type { Bus } from '@parley/bus';
import type { Subjects } from '@parley/protocol';
import type { Logger } from 'pino';

const encoder = new TextEncoder();
const previewBytes = 200;

/** Publishes `{subject, reason, bytes, preview}`; `preview` is base64 of the first 200 bytes. */
export function invalidReport(
  world: { readonly bus: Bus; readonly subjects: Subjects; readonly log: Logger },
  subject: string,
  data: Uint8Array,
  reason: string,
): void {
  const preview = Buffer.from(data.subarray(0, previewBytes)).toString('base64');
  world.log.warn({ subject, bytes: data.length }, reason);
  if (!world.bus.connected) return;
  world.bus.publish(
    world.subjects.invalid,
    encoder.encode(JSON.stringify({ subject, reason, bytes: data.length, preview })),
  );
}
