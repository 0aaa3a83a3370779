// A circuit for each agent and capability (Nygard, "Release It!"): after failures in a row this client calls it no more
// for a while, then lets one attempt through to see. The breaker is cockatiel's; what counts as a failure is said here.

import { type CircuitBreakerPolicy, CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';

/** An attempt that ended for a reason that says something about the agent. */
class AttemptFailed extends Error {}

export interface CircuitOptions {
  /** Failed attempts in a row that open it. */
  readonly failures: number;
  /** How long it stays open before one attempt is let through. */
  readonly openMs: number;
}

const circuitDefaults: CircuitOptions = { failures: 5, openMs: 10_000 };

/** Tells how an attempt ended; called once. */
export type ReportAttempt = (how: 'done' | 'failed' | 'neither') => void;

interface Circuit {
  readonly policy: CircuitBreakerPolicy;
  /** By `Date.now()`, which is the breaker's clock. */
  openUntilMs: number;
}

export class Circuits {
  readonly #options: CircuitOptions;
  readonly #circuits = new Map<string, Circuit>();

  constructor(options: CircuitOptions = circuitDefaults) {
    this.#options = options;
  }

  /** Milliseconds until it may be called again; 0 where it may be now. */
  waitMs(agent: string, capability: string): number {
    const circuit = this.#circuits.get(`${agent}.${capability}`);
    if (circuit === undefined || circuit.policy.state === CircuitState.Closed) return 0;
    const leftMs = circuit.openUntilMs - Date.now();
    // Half open: one attempt is on its way, and the others wait for what becomes of it.
    if (circuit.policy.state === CircuitState.HalfOpen) return Math.max(1, leftMs);
    return Math.max(0, leftMs);
  }

  /** An attempt begins. */
  begin(agent: string, capability: string): ReportAttempt {
    let report: ReportAttempt = () => undefined;
    const ended = new Promise<void>((resolve, reject) => {
      report = (how) => {
        if (how === 'done') resolve();
        else reject(how === 'failed' ? new AttemptFailed() : new Error('it says nothing about the agent'));
      };
    });
    // An attempt that was awarded before the circuit opened is not watched by it, and its end is no news to anybody.
    ended.catch(() => undefined);
    const { policy } = this.#circuitOf(`${agent}.${capability}`);
    policy.execute(() => ended).catch(() => undefined);
    return report;
  }

  #circuitOf(key: string): Circuit {
    let circuit = this.#circuits.get(key);
    if (circuit === undefined) {
      const { failures, openMs } = this.#options;
      const policy = circuitBreaker(handleType(AttemptFailed), {
        halfOpenAfter: openMs,
        breaker: new ConsecutiveBreaker(failures),
      });
      const made: Circuit = { policy, openUntilMs: 0 };
      policy.onBreak(() => {
        made.openUntilMs = Date.now() + openMs;
      });
      circuit = made;
      this.#circuits.set(key, circuit);
    }
    return circuit;
  }
}
