// A stream is there with the configuration wanted, or an error says in which field it differs. It translates between
// a layout and the server's spelling (ADR-1's durations in nanoseconds), and knows nothing of messages.

import type { Bus } from '../../bus.ts';
import { checkSameLayout, type StreamLayout } from '../../layout.ts';
import { askApi, JetStreamError, streamNameInUse, streamNotFound } from './api.ts';

/** What is used of a stream's state. `created` changes when a stream is made anew under an old name. */
export interface StreamInfo {
  readonly created: string;
  readonly config: ServerConfig;
  /** `subjects` only where a filter for them was given. */
  readonly state: { readonly last_seq: number; readonly subjects?: Readonly<Record<string, number>> };
}

interface ServerConfig {
  readonly name: string;
  readonly subjects?: readonly string[];
  readonly max_bytes: number;
  readonly max_age: number;
  readonly max_msgs_per_subject: number;
  readonly max_msg_size: number;
  readonly discard: 'old' | 'new';
  readonly storage: 'file' | 'memory';
  readonly duplicate_window?: number;
  readonly allow_direct?: boolean;
}

const nanosPerMs = 1_000_000;

/** The stream's state, or undefined where there is none of that name. */
async function streamInfo(bus: Bus, name: string): Promise<StreamInfo | undefined> {
  try {
    return await askApi<StreamInfo>(bus, `STREAM.INFO.${name}`);
  } catch (error) {
    if (error instanceof JetStreamError && error.number === streamNotFound) return undefined;
    throw error;
  }
}

/** The subjects matching `filter` that a stream has messages of, of very many the first; none where it is not there. */
export async function subjectsOf(bus: Bus, name: string, filter: string): Promise<string[]> {
  const question = { subjects_filter: filter };
  try {
    const { state } = await askApi<StreamInfo>(bus, `STREAM.INFO.${name}`, question);
    return Object.keys(state.subjects ?? {});
  } catch (error) {
    if (error instanceof JetStreamError && error.number === streamNotFound) return [];
    throw error;
  }
}

/**
 * Creates the stream, or binds to it where it is there with the same configuration.
 * @throws BusError `conflicting-configuration` naming the field, `no-jetstream`, `storage`, `timeout`, `disconnected`
 */
export async function ensureStream(bus: Bus, layout: StreamLayout): Promise<StreamInfo> {
  const found = await streamInfo(bus, layout.name);
  if (found !== undefined) {
    checkSameLayout(layout, layoutOf(found.config));
    return found;
  }
  try {
    return await askApi<StreamInfo>(bus, `STREAM.CREATE.${layout.name}`, toServerConfig(layout));
  } catch (error) {
    if (!(error instanceof JetStreamError) || error.number !== streamNameInUse) throw error;
    // Somebody else was faster, with another configuration: say which field.
    const other = await streamInfo(bus, layout.name);
    if (other !== undefined) checkSameLayout(layout, layoutOf(other.config));
    throw error;
  }
}

function toServerConfig(layout: StreamLayout): object {
  return {
    name: layout.name,
    subjects: layout.subjects,
    retention: 'limits',
    num_replicas: 1,
    max_consumers: -1,
    max_msgs: -1,
    max_bytes: layout.maxBytes,
    max_age: layout.maxAgeMs * nanosPerMs,
    max_msgs_per_subject: layout.maxMessagesPerSubject,
    max_msg_size: layout.maxMessageBytes,
    discard: layout.discard,
    storage: layout.storage,
    duplicate_window: layout.duplicateWindowMs * nanosPerMs,
    ...(layout.directReads ? { allow_direct: true, allow_rollup_hdrs: true, deny_delete: true } : {}),
  };
}

function layoutOf(config: ServerConfig): StreamLayout {
  return {
    name: config.name,
    subjects: config.subjects ?? [],
    maxBytes: config.max_bytes,
    maxAgeMs: config.max_age / nanosPerMs,
    maxMessagesPerSubject: config.max_msgs_per_subject,
    maxMessageBytes: config.max_msg_size,
    discard: config.discard,
    storage: config.storage,
    duplicateWindowMs: (config.duplicate_window ?? 0) / nanosPerMs,
    directReads: config.allow_direct === true,
  };
}
