// The bank's own client, as a bank would give it to those who charge through it. It knows no agent.

/** Why a charge was not made. `retryable` is true where the same call may succeed later. */
export class ChargeError extends Error {
  override readonly name = 'ChargeError';
  readonly code: 'bank-unreachable' | 'bank-failed' | 'bank-refused';
  readonly retryable: boolean;
  /** The bank was asked and did not answer: whether it charged is not known. */
  readonly mayHaveCharged: boolean;

  constructor(code: ChargeError['code'], message: string, options: ErrorOptions & { mayHaveCharged?: boolean } = {}) {
    super(message, options);
    this.code = code;
    this.retryable = code !== 'bank-refused';
    this.mayHaveCharged = options.mayHaveCharged ?? false;
  }
}

export interface ChargeCall {
  /** A decimal string, such as "12.40". */
  readonly amount: string;
  readonly currency: string;
  readonly method?: string;
  readonly reference?: string | undefined;
  /** The same key never charges twice; without one every call does. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** What the bank did: the charge's id, and by which method it was made the first time. */
export interface Charged {
  readonly id: string;
  readonly method: string | undefined;
}

/**
 * Charges at the bank at `url`. @returns the charge, also where an earlier call with the same key made it
 * @throws ChargeError `bank-unreachable`, `bank-failed` (both retryable), `bank-refused`
 */
export async function charge(url: string, call: ChargeCall): Promise<Charged> {
  const { idempotencyKey, signal, ...body } = call;
  const response = await post(new URL('/charges', url), body, idempotencyKey, signal);
  const text = await response.text().catch((thrown) => {
    const text = `The bank at ${url} broke off its answer.`;
    throw new ChargeError('bank-unreachable', text, { cause: thrown, mayHaveCharged: true });
  });
  if (response.status >= 500)
    throw new ChargeError('bank-failed', `The bank answered ${response.status}: ${text.slice(0, 200)}`);
  if (!response.ok)
    throw new ChargeError('bank-refused', `The bank refused (${response.status}): ${text.slice(0, 200)}`);
  const { id, method } = JSON.parse(text) as { id?: unknown; method?: string };
  if (typeof id !== 'string')
    throw new ChargeError('bank-failed', `The bank's answer has no id: ${text.slice(0, 200)}`);
  return { id, method };
}

async function post(
  url: URL,
  body: object,
  key: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (thrown) {
    const text = `The bank at ${url.origin} does not answer.`;
    throw new ChargeError('bank-unreachable', text, { cause: thrown, mayHaveCharged: !isUnconnected(thrown) });
  }
}

function isUnconnected(thrown: unknown): boolean {
  const cause = (thrown as { cause?: { code?: unknown } }).cause;
  return cause?.code === 'ECONNREFUSED' || cause?.code === 'ENOTFOUND';
}
