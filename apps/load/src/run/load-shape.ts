// How load arrives, as data: an open model (arrivals by a schedule, whatever becomes of those before) or a closed one (so
// many under way at every moment), as a user writes them.

export type Load =
  | { readonly model: 'open'; readonly rate: { readonly fromPerS: number; readonly toPerS: number } }
  | { readonly model: 'closed'; readonly inFlight: number };

const number = String.raw`(\d+(?:\.\d+)?)`;
const rateForm = new RegExp(`^${number}(?:\\.\\.${number})?(?:/s)?$`);

/** `500/s`, or a ramp `100..2000/s`; undefined for what is neither. */
export function parseRate(text: string): Load | undefined {
  const match = rateForm.exec(text.trim());
  if (match === null) return undefined;
  const fromPerS = Number(match[1]);
  const toPerS = match[2] === undefined ? fromPerS : Number(match[2]);
  return { model: 'open', rate: { fromPerS, toPerS } };
}

export function isRamp(load: Load): boolean {
  return load.model === 'open' && load.rate.fromPerS !== load.rate.toPerS;
}

/** As a user writes it. */
export function loadText(load: Load): string {
  if (load.model === 'closed') return `${load.inFlight} in flight`;
  const { fromPerS, toPerS } = load.rate;
  return fromPerS === toPerS ? `${fromPerS}/s` : `${fromPerS}..${toPerS}/s`;
}

/** A caller's part of it. The parts of all `callers` sum up to the whole. */
export function partOf(load: Load, caller: number, callers: number): Load {
  if (load.model === 'open') {
    const { fromPerS, toPerS } = load.rate;
    return { model: 'open', rate: { fromPerS: fromPerS / callers, toPerS: toPerS / callers } };
  }
  const least = Math.floor(load.inFlight / callers);
  return { model: 'closed', inFlight: least + (caller < load.inFlight % callers ? 1 : 0) };
}
