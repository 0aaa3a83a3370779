// What is measured of a mesh from where its supervisor stands, in the Prometheus text format. Names begin with
// `parley_`; labels are few and bounded: an agent's name, a cause, a state, never a conversation, a task or an instance.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the gauges read at each scrape. */
export interface MetricsSource {
  /** Instances heard of, by agent and the state they say. */
  instances(): Iterable<{ readonly agent: string; readonly state: string; readonly working: number }>;
  /** Kept processes, with the state of their keeping. */
  children(): Iterable<{ readonly agent: string; readonly state: string }>;
  connected(): boolean;
}

export interface Metrics {
  /** The text and its content type. */
  scrape(): Promise<{ readonly text: string; readonly contentType: string }>;
  down(cause: string, detectionMs: number): void;
  restarted(agent: string): void;
  readonly roundTrip: { observe(ms: number): void };
}

const processPrefix = 'parley_supervisor_';
/** Gauges that are named like counters, which Prometheus' own checker objects to. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

export function createMetrics(source: MetricsSource): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: processPrefix });
  for (const name of misnamed) registry.removeSingleMetric(`${processPrefix}${name}`);
  gauge(
    registers,
    'parley_instances',
    'Instances that are heard, by the state they say they are in.',
    ['agent', 'state'],
    (set) => countByState(source.instances(), set),
  );
  gauge(registers, 'parley_tasks_working', 'Tasks that the instances of an agent work on.', ['agent'], (set) => {
    const sums = new Map<string, number>();
    for (const { agent, working } of source.instances()) sums.set(agent, (sums.get(agent) ?? 0) + working);
    for (const [agent, sum] of sums) set({ agent }, sum);
  });
  gauge(registers, 'parley_children', 'Processes this supervisor keeps, by state.', ['agent', 'state'], (set) =>
    countByState(source.children(), set),
  );
  gauge(registers, 'parley_broker_connected', '1 while the broker is connected.', [], (set) =>
    set({}, source.connected() ? 1 : 0),
  );
  const detection = new Histogram({
    name: 'parley_death_detection_seconds',
    help: 'From the last sign of life to the word that an instance is gone.',
    labelNames: ['cause'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 1.5, 2, 3, 5, 10],
    registers,
  });
  const restarts = new Counter({
    name: 'parley_restarts_total',
    help: 'How often an agent was started again.',
    labelNames: ['agent'],
    registers,
  });
  const roundTrip = new Histogram({
    name: 'parley_broker_round_trip_seconds',
    help: 'A write and a read through JetStream.',
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2],
    registers,
  });
  return {
    scrape: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
    down: (cause, detectionMs) => detection.observe({ cause }, detectionMs / 1_000),
    restarted: (agent) => restarts.inc({ agent }),
    roundTrip: { observe: (ms) => roundTrip.observe(ms / 1_000) },
  };
}

function countByState(
  all: Iterable<{ readonly agent: string; readonly state: string }>,
  set: (labels: { agent: string; state: string }, count: number) => void,
): void {
  const counts = new Map<string, { readonly agent: string; readonly state: string; count: number }>();
  for (const { agent, state } of all) {
    const key = `${agent} ${state}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { agent, state, count: 1 });
    else known.count += 1;
  }
  for (const { agent, state, count } of counts.values()) set({ agent, state }, count);
}

function gauge<Label extends string>(
  registers: Registry[],
  name: string,
  help: string,
  labelNames: Label[],
  read: (set: (labels: Partial<Record<Label, string>>, value: number) => void) => void,
): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers,
    collect() {
      this.reset();
      read((labels, value) => this.set(labels, value));
    },
  });
}
