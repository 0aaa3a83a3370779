// One delivery, played in time-lapse: it waits for its departure, loads, drives road by road, plans anew when the traffic
// changes, and says all of it. Its time stands still while it waits for others (the supplier, the customer's decision), so
// that what they take in real time is not taken from the delivery. What has been played is kept with the booking, so that
// whoever goes on after a death goes on from there.

import { type PerformContext, TaskFailure } from '@parley/agent';
import type { CarryInput, CarryProgress } from '@parley/agent-trade/messages';
import { viennaWords } from '@parley/agent-trade/messages';
import { type Booking, type Bookings, bookingId, isSame, type Journey, played } from './bookings.ts';
import { bookingsKey, type Carrier, minuteMs } from './carrier.ts';
import { collect } from './collecting.ts';
import { type Outlook, outlook, progressOf } from './outlook.ts';
import { slipOf } from './slip.ts';

type Phase = CarryProgress['phase'];

/** How often it looks and tells, in real time. */
const tickMs = 500;
/** Told of an arrival that cannot be foreseen. */
const never = Number.MAX_SAFE_INTEGER;

export class Play {
  readonly #carrier: Carrier;
  readonly #task: PerformContext<CarryInput>;
  readonly #deliverByMs: number;
  #booking: Booking;
  #outlook: Outlook;
  #seenRevision: number;
  #share = 0;

  constructor(carrier: Carrier, task: PerformContext<CarryInput>, booking: Booking) {
    this.#carrier = carrier;
    this.#task = task;
    this.#booking = booking;
    this.#deliverByMs = Date.parse(task.input.deliverBy);
    this.#seenRevision = carrier.traffic.revision;
    this.#outlook = outlook(booking, carrier.traffic);
  }

  /**
   * Plays it from where it stands to its arrival.
   * @returns the booking, delivered
   * @throws TaskFailure `goods-gone`, `late`, `no-way`, `taken-over`; what is thrown when the task is aborted
   */
  async toTheEnd(): Promise<Booking> {
    const { loadAtMs, departAtMs, trucks, from, to } = this.#booking;
    if (this.#booking.state === 'booked') {
      await this.#look('waiting', `${trucks} trucks booked, leave ${from} ${this.#words(departAtMs)}`);
      await this.#until(loadAtMs, 'waiting');
      await collect(this.#task, () => this.#tell('loading', `${trucks} trucks load in ${from}`));
      await this.#keep({ state: 'loaded' });
    }
    await this.#until(departAtMs, 'loading');
    while (this.#journey.place !== to) await this.#nextRoad();
    const unloadMs = this.#carrier.config.unloadMinutes * minuteMs;
    const backAtMs = this.#journey.nowMs + unloadMs + (this.#booking.arriveAtMs - departAtMs);
    await this.#keep({ state: 'delivered', backAtMs });
    return this.#booking;
  }

  get #journey(): Journey {
    return this.#booking.journey;
  }

  async #nextRoad(): Promise<void> {
    if (this.#journey.onRoad === undefined) {
      await this.#look('driving');
      const step = this.#outlook.onward?.steps[0];
      if (step === undefined) return await this.#blocked();
      const { road, to, km, driveMs } = step;
      const onRoad = { road, to, km, thereAtMs: this.#journey.nowMs + driveMs };
      await this.#keep({ journey: { ...this.#journey, onRoad } });
      await this.#look('driving', `on ${road} to ${to}`);
    }
    const { onRoad, ...before } = this.#journey;
    await this.#until(onRoad!.thereAtMs, 'driving');
    const { road, to: place, km } = onRoad!;
    const journey = { ...before, nowMs: this.#journey.nowMs, toldMs: this.#journey.toldMs };
    await this.#keep({ journey: { ...journey, place, driven: [...before.driven, road], km: before.km + km } });
  }

  // Lets the delivery's time go by, at its own speed.
  async #until(untilMs: number, phase: Phase): Promise<void> {
    while (this.#journey.nowMs < untilMs) {
      const { nowMs, waitLapse } = this.#journey;
      const lapse = phase === 'waiting' ? waitLapse : this.#journey.lapse;
      const realMs = Math.min(tickMs, (untilMs - nowMs) / lapse);
      await this.#task.sleep(realMs);
      await this.#keep({ journey: { ...this.#journey, nowMs: Math.min(untilMs, Math.ceil(nowMs + realMs * lapse)) } });
      await this.#look(phase);
    }
  }

  // Waits for a road to open, as long as that may take.
  async #blocked(): Promise<void> {
    const { blockedMs } = this.#carrier.config;
    const { place, lapse } = this.#journey;
    for (let waitedMs = 0; this.#outlook.onward === undefined; waitedMs += tickMs) {
      if (waitedMs >= blockedMs) throw this.#failure('no-way', `No open road leads on from ${place}`, 'blocked');
      await this.#task.sleep(tickMs);
      await this.#keep({ journey: { ...this.#journey, nowMs: this.#journey.nowMs + Math.ceil(tickMs * lapse) } });
      await this.#look('blocked', `no open road leads on from ${place}`);
    }
  }

  // Looks at the roads, says how it stands, and does about a slip what the customer's order says.
  async #look(phase: Phase, note?: string): Promise<void> {
    const news = this.#planAnew();
    const slip = this.#slip();
    const words = news ?? note;
    // Between two roads there is nothing to say but the next one.
    const isBetween = phase === 'driving' && this.#journey.onRoad === undefined;
    if (words !== undefined || slip !== 'none' || !isBetween) this.#tell(phase, words, slip !== 'none');
    if (slip !== 'keep' && slip !== 'hold' && slip !== 'fail') return;
    const late = this.#lateWords();
    if (slip === 'fail') throw this.#failure('late', late, phase);
    await this.#keep({ journey: { ...this.#journey, toldMs: this.#outlook.arriveAtMs ?? never } });
    if (slip === 'keep') this.#tell(phase, `${late}; it goes on`);
    else await this.#hold(`${late}; it waits for word`);
  }

  async #hold(note: string): Promise<void> {
    const { decideMs } = this.#carrier.config;
    for (let heldMs = 0; heldMs < decideMs; heldMs += tickMs) {
      this.#tell('holding', note);
      await this.#task.sleep(Math.min(tickMs, decideMs - heldMs));
      await this.#keep({});
      const news = this.#planAnew();
      if (this.#slip() === 'none') return this.#tell('holding', news ?? 'on time again');
    }
  }

  // What is new about the way, in words; nothing where the roads are as they were.
  #planAnew(): string | undefined {
    const { traffic } = this.#carrier;
    const before = this.#outlook;
    this.#outlook = outlook(this.#booking, traffic);
    if (traffic.revision === this.#seenRevision) return undefined;
    this.#seenRevision = traffic.revision;
    const { arriveAtMs, roads } = this.#outlook;
    if (arriveAtMs === before.arriveAtMs && roads.join() === before.roads.join()) return undefined;
    const arrival = arriveAtMs === undefined ? 'arrival unknown' : `arrives ${this.#words(arriveAtMs)}`;
    const was = before.arriveAtMs === undefined ? '' : ` instead of ${this.#words(before.arriveAtMs)}`;
    return `the traffic changed: ${arrival}${was}, by ${roads.join(', ') || 'no road'}`.slice(0, 2_000);
  }

  #slip() {
    const { arriveAtMs: promisedMs, journey } = this.#booking;
    const { arriveAtMs } = this.#outlook;
    const expected = { arriveAtMs, deliverByMs: this.#deliverByMs, promisedMs, toldMs: journey.toldMs };
    return slipOf(expected, this.#task.input.whenLate);
  }

  #lateWords(): string {
    const { arriveAtMs } = this.#outlook;
    const when = arriveAtMs === undefined ? 'at a time that cannot be foreseen' : this.#words(arriveAtMs);
    return `It will be late: it arrives ${when}, ${this.#words(this.#deliverByMs)} was agreed`;
  }

  #tell(phase: Phase, note?: string, isLate = false): void {
    const { arriveAtMs = never } = this.#outlook;
    const { nowMs, waitLapse, lapse } = this.#journey;
    const loadAtMs = Math.max(nowMs, this.#booking.loadAtMs);
    const leftMs = (loadAtMs - nowMs) / waitLapse + Math.max(0, arriveAtMs - loadAtMs) / lapse;
    this.#share = Math.max(this.#share, Math.min(0.99, 1 - leftMs / this.#carrier.config.playMs));
    this.#task.progress({
      share: this.#share,
      note: note ?? (isLate ? this.#lateWords() : this.#whereWords(phase)),
      partial: progressOf(phase, this.#booking, this.#outlook, this.#task.input),
    });
  }

  #whereWords(phase: Phase): string {
    const { onRoad, place, nowMs } = this.#journey;
    const where = onRoad === undefined ? `${phase} in ${place}` : `on ${onRoad.road} to ${onRoad.to}`;
    return `${where}, it is ${this.#words(nowMs)}`;
  }

  #failure(code: string, text: string, phase: Phase): TaskFailure {
    const partial = progressOf(phase, this.#booking, this.#outlook, this.#task.input);
    return new TaskFailure(code, `${text}.`, { retryable: false, partial });
  }

  #words(atMs: number): string {
    return viennaWords(atMs, this.#journey.nowMs);
  }

  // Keeps what has been played, and the trucks for some time more.
  async #keep(told: Partial<Omit<Booking, 'player'>>): Promise<void> {
    const { store, now, signal } = this.#task;
    signal.throwIfAborted();
    const { player } = this.#booking;
    const id = bookingId(this.#booking);
    const leaseUntilMs = now() + this.#carrier.config.leaseMs;
    const bookings = await store.update<Bookings>(bookingsKey, (before) =>
      played(before, id, player, { ...told, leaseUntilMs }),
    );
    const kept = bookings?.[id];
    if (kept === undefined || !isSame(kept.player, player)) {
      throw new TaskFailure('taken-over', 'The trucks are no longer this attempt’s.', { retryable: false });
    }
    this.#booking = kept;
  }
}
