// Small pieces of what a person reads: durations, shares, offers; and two numbers never shown alike where they differ.

import type { Money } from '@parley/protocol';
import type { Mapping } from './bodies.ts';

/** How a line is meant; whoever prints it may colour it so. */
export type Tone = 'plain' | 'quiet' | 'strong' | 'good' | 'bad';

/** One line without a line break, and without anything that steers a terminal. */
export interface TextLine {
  readonly tone: Tone;
  readonly text: string;
}

const decimalsMax = 9;

/** A line of what peers may have written. */
export function lineOf(tone: Tone, text: string): TextLine {
  return { tone, text: text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trimEnd() };
}

/** "250 ms", "2.1 s". */
export function duration(ms: number): string {
  return Math.abs(ms) < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

export function amount({ amount: value, currency }: Money): string {
  return `${value} ${currency}`;
}

export function offer({ price, etaMs }: { readonly price: Money; readonly etaMs: number }): string {
  return `${amount(price)} in ${duration(etaMs)}`;
}

/** How an input was adapted: each step as its note says it, or by its names where the notes are not kept. */
export function mappingText(mapping: readonly Mapping[]): string {
  return mapping.map(({ kind, from, to, note }) => note ?? `${from ?? kind} → ${to}`).join('; ');
}

/** Both with two decimals, or with as many as it takes to tell them apart. */
export function apart(a: number, b: number): readonly [string, string] {
  for (let decimals = 2; decimals < decimalsMax; decimals++) {
    const pair = [a.toFixed(decimals), b.toFixed(decimals)] as const;
    if (a === b || pair[0] !== pair[1]) return pair;
  }
  return [String(a), String(b)];
}

/** Two decimals, or as many as it takes for something to be seen. */
export function visible(value: number): string {
  return apart(value, 0)[0];
}
