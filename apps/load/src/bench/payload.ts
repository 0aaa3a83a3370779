// The payload of the request rows: about 140 bytes of JSON, the same for both sides, with a number that the answer
// must bring back.

export interface Payload {
  readonly number: number;
  readonly task: string;
  readonly amount: { readonly value: string; readonly currency: string };
  readonly tags: readonly string[];
  readonly urgent: boolean;
}

let count = 0;

export function payload(): Payload {
  count += 1;
  return {
    number: count,
    task: 'charge-card-for-order-4711',
    amount: { value: '49.90', currency: 'USD' },
    tags: ['card', 'order'],
    urgent: false,
  };
}

export function wrongAnswer(): Error {
  return new Error('the answer belongs to another question');
}
