// Batches of several conversations that leave a writer at the same moment go as one message, since a message costs the
// broker and its writer more than its bytes do. It lies on a page of its own, and whoever reads one conversation looks
// into it for what concerns that one.

import type { StoredMessage } from '@parley/bus';
import { parseSubject } from '@parley/protocol';
import { z } from 'zod';

/** The page of bundles. */
export const bundlePage = 'many';

export const Bundle = z.object({ v: z.literal(1), batches: z.array(z.unknown()).max(10_000).readonly() });

/** What a bundle has around its batches, in bytes; each batch but the first takes a comma as well. */
export const bundleFrameBytes = 24;

const head = Buffer.from('{"v":1,"batches":[');
const comma = Buffer.from(',');
const tail = Buffer.from(']}');

/** The message that holds these batches, each as it would be written alone. */
export function bundleOf(batches: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([head, ...batches.flatMap((each, index) => (index === 0 ? [each] : [comma, each])), tail]);
}

export function isBundle({ subject }: Pick<StoredMessage, 'subject'>): boolean {
  const at = parseSubject(subject);
  return at?.kind === 'record' && at.id === bundlePage;
}

/** Whether the text of an id stands in it: most bundles are about others and need not be read. */
export function mayConcern({ data }: Pick<StoredMessage, 'data'>, conversation: string): boolean {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).includes(`"${conversation}"`);
}

/** The conversation that something claims to be about. */
export function conversationOf(batch: unknown): string | undefined {
  const claimed: unknown =
    typeof batch === 'object' && batch !== null && 'conversation' in batch ? batch.conversation : undefined;
  return typeof claimed === 'string' ? claimed : undefined;
}
