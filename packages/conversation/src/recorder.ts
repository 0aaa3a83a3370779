// The writer of a process: entries are taken as objects, synchronously, and leave in batches, one a conversation at its
// end or after 250 ms; batches that leave at the same moment share a message. Memory is bounded: what does not fit is dropped, counted, and told in the record itself as a gap.
// It never throws into its caller's work, and a broker that is away costs it nothing but patience.

import { type Bus, BusError, type Clock, systemClock } from '@parley/bus';
import { isToken, limits, messageOf, streams, subjects } from '@parley/protocol';
import { meshPage } from './batch.ts';
import type { EntryBody } from './bodies.ts';
import { bundlePage } from './bundle.ts';
import { Outbox } from './outbox.ts';
import { Page } from './page.ts';
import { type Recorder, type RecorderOptions, type RecorderStats, recorderDefaults } from './recorder-options.ts';
import { writeBatches } from './write-batches.ts';

/** Room for the server's own headers. */
const headroomBytes = 1_024;

export function createRecorder(bus: Bus, options: RecorderOptions): Recorder {
  return new BatchingRecorder(bus, options);
}

class BatchingRecorder implements Recorder {
  readonly #bus: Bus;
  readonly #options: RecorderOptions;
  readonly #clock: Clock;
  readonly #epochMs: number;
  readonly #subjectOf: (conversation: string) => string;
  readonly #outbox: Outbox;
  readonly #pages = new Map<string, Page>();
  #ended: Page[] = [];
  #count = 0;
  #forgotten = 0;
  #pending = 0;
  #batches = 0;
  #dropped = 0;
  #unplaced = 0;
  #oldTimer: unknown;
  #endedTimer: unknown;
  #trouble: string | undefined;
  #isClosed = false;

  constructor(bus: Bus, options: RecorderOptions) {
    const { mesh, clock = systemClock, random = Math.random } = options;
    this.#bus = bus;
    this.#options = options;
    this.#clock = clock;
    this.#epochMs = options.epochMs ?? (clock === systemClock ? performance.timeOrigin : 0);
    this.#subjectOf = subjects(mesh).record;
    this.#outbox = new Outbox({
      bus,
      clock,
      random,
      stream: streams(mesh).record,
      bundleSubject: this.#subjectOf(bundlePage),
      messageBytesMax: () => this.#messageBytesMax,
      onFailure: (thrown) => this.#failed(thrown),
      onSent: (batches) => this.#sent(batches),
    });
  }

  get stats(): RecorderStats {
    const waiting = this.#pending + this.#outbox.entries;
    return { entries: this.#count - this.#forgotten, batches: this.#batches, dropped: this.#dropped, waiting };
  }

  append(conversation: string, body: EntryBody, causedBy?: string): void {
    if (this.#isClosed) {
      this.#dropped += 1;
      return;
    }
    let page = this.#pages.get(conversation);
    if (this.#pending >= (this.#options.entriesMax ?? recorderDefaults.entriesMax)) return this.#drop(page);
    if (page === undefined && !isToken(conversation)) return this.#drop(undefined);
    page ??= this.#newPage(conversation, body);
    this.#put(page, body, causedBy);
  }

  said(conversation: string, messageId: string): void {
    const entry = this.#pages.get(conversation)?.entries.at(-1);
    if (entry === undefined) return;
    if (entry.says === undefined) entry.says = [messageId];
    else entry.says.push(messageId);
  }

  end(conversation: string): void {
    const page = this.#pages.get(conversation);
    if (page === undefined || page.isEnded) return;
    page.isEnded = true;
    // Written at once, since bytes are cheaper to keep than objects, and sent when it had its time to find company.
    if (!this.#write(page, false)) this.#ended.push(page);
    this.#endedTimer ??= this.#clock.setTimeout(() => this.#writeEnded(), recorderDefaults.endedMs);
  }

  forget(conversation: string): void {
    const page = this.#pages.get(conversation);
    if (page === undefined) return;
    if (page.hasLeft) return this.end(conversation);
    const { length } = page.take().entries;
    this.#pending -= length;
    this.#forgotten += length;
    this.#removePage(page);
  }

  async flush(withinMs: number = recorderDefaults.closeWithinMs): Promise<boolean> {
    for (const page of [...this.#pages.values()]) this.#write(page, true);
    this.#placeUnplaced();
    const unplaced = this.#pages.get(meshPage);
    if (unplaced !== undefined) this.#write(unplaced, true);
    this.#outbox.send();
    let timer: unknown;
    const late = new Promise<void>((resolve) => {
      timer = this.#clock.setTimeout(resolve, withinMs);
    });
    await Promise.race([this.#outbox.drained(), late]);
    this.#clock.clearTimeout(timer);
    return this.#outbox.entries === 0;
  }

  async close(withinMs: number = recorderDefaults.closeWithinMs): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#clock.clearTimeout(this.#oldTimer);
    this.#clock.clearTimeout(this.#endedTimer);
    await this.flush(withinMs);
    const lost = this.#outbox.entries + this.#pending;
    this.#outbox.close();
    if (lost === 0) return;
    this.#dropped += lost;
    this.#tell('record-lost', `${lost} entries of the record could not be written in ${withinMs} ms and are lost.`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #newPage(conversation: string, body: EntryBody): Page {
    // Only who begins a conversation knows that nothing of its own came before.
    const isFirst = body.type === 'asked' || body.type.startsWith('bid-');
    const page = new Page(conversation, isFirst ? 0 : undefined, this.#options.schemasOf);
    this.#pages.set(conversation, page);
    return page;
  }

  #put(page: Page, body: EntryBody, causedBy: string | undefined): void {
    const nowMs = this.#clock.now();
    if (page.entries.length === 0) {
      page.sinceMs = nowMs;
      this.#oldTimer ??= this.#clock.setTimeout(() => this.#writeOld(), this.#batchMs);
    }
    this.#count += 1;
    this.#pending += 1;
    const timeMs = Math.round(this.#epochMs + nowMs);
    page.entries.push({ n: this.#count, timeMs, causedBy, says: undefined, body });
  }

  // A page keeps its own count as a gap; where there is no page, the count has a place later.
  #drop(page: Page | undefined): void {
    this.#dropped += 1;
    if (page === undefined) {
      this.#unplaced += 1;
      return;
    }
    const last = page.entries.at(-1);
    if (last?.dropped !== undefined) last.dropped += 1;
    else {
      this.#put(page, { type: 'gap', dropped: 1, text: 'there was no room for more' }, undefined);
      page.entries.at(-1)!.dropped = 1;
    }
  }

  #placeUnplaced(): void {
    if (this.#unplaced === 0 || this.#pending >= (this.#options.entriesMax ?? recorderDefaults.entriesMax)) return;
    const dropped = this.#unplaced;
    this.#unplaced = 0;
    const page = this.#pages.get(meshPage) ?? this.#newPage(meshPage, { type: 'gap', dropped, text: '' });
    this.#put(page, { type: 'gap', dropped, text: 'conversations that there was no room for' }, undefined);
  }

  #writeEnded(): void {
    this.#endedTimer = undefined;
    const ended = this.#ended;
    this.#ended = [];
    for (const page of ended) {
      if (!this.#write(page, false)) this.#ended.push(page);
    }
    this.#outbox.send();
    if (this.#ended.length > 0) this.#endedTimer = this.#clock.setTimeout(() => this.#writeEnded(), this.#batchMs);
  }

  #writeOld(): void {
    this.#oldTimer = undefined;
    this.#placeUnplaced();
    const before = this.#clock.now() - this.#batchMs;
    let againInMs = Number.POSITIVE_INFINITY;
    for (const page of [...this.#pages.values()]) {
      if (page.entries.length === 0) continue;
      if (page.sinceMs > before) againInMs = Math.min(againInMs, page.sinceMs - before);
      else if (!this.#write(page, false)) againInMs = Math.min(againInMs, this.#batchMs);
    }
    this.#outbox.send();
    if (Number.isFinite(againInMs)) this.#oldTimer = this.#clock.setTimeout(() => this.#writeOld(), againInMs);
  }

  /** False where too many bytes wait already: its entries wait as they are. */
  #write(page: Page, isForced: boolean): boolean {
    const { writer, captureContent = true, bytesMax = recorderDefaults.bytesMax } = this.#options;
    if (!isForced && this.#outbox.bytes >= bytesMax) return false;
    this.#pending -= page.entries.length;
    const batches = writeBatches(page, { writer, captureContent, batchBytesMax: this.#messageBytesMax });
    // An ended page is done with, and one that does not know what came before it has nothing to keep.
    if (page.isEnded || page.isLoose) this.#removePage(page);
    const subject = batches.length === 0 ? '' : this.#subjectOf(page.conversation);
    // Who looks for what supervisors saw reads that page only.
    const alone = page.conversation === meshPage;
    for (const { bytes, entries } of batches) this.#outbox.add({ subject, bytes, entries, alone });
    return true;
  }

  #removePage(page: Page): void {
    if (this.#pages.get(page.conversation) === page) this.#pages.delete(page.conversation);
  }

  get #messageBytesMax(): number {
    return Math.min(limits.payloadBytesMax, this.#bus.info.maxPayloadBytes - headroomBytes);
  }

  get #batchMs(): number {
    return this.#options.batchMs ?? recorderDefaults.batchMs;
  }

  #sent(batches: number): void {
    this.#batches += batches;
    this.#trouble = undefined;
  }

  #failed(thrown: unknown): void {
    const code = thrown instanceof BusError ? thrown.code : 'internal';
    this.#tell(code, `The record cannot be written: ${messageOf(thrown)}. It is kept and tried again.`);
  }

  #tell(code: string, text: string): void {
    if (this.#trouble === code) return;
    this.#trouble = code;
    this.#options.onProblem?.({ code, text });
  }
}
