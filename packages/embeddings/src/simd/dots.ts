// Vectors in the memory of a WebAssembly module, and the dot products of one vector with all of them: eight to ten times
// as fast as a loop over a Float32Array, which V8 does not make four at a time. It knows places and numbers, no ids.
// The sums are of single precision and in another order than a plain loop's: they differ in the seventh digit.

import { moduleBase64 } from './module-bytes.ts';

type Dots = (store: number, count: number, bytes: number, query: number, out: number) => void;

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface Exports {
  readonly memory: Memory;
  readonly dots: Dots;
}

// Every Node has it; TypeScript knows it of browsers only.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (compiled: object) => { readonly exports: unknown };
};

const pageBytes = 65_536;
const laneBytes = 16;
const floatBytes = 4;
const compiled = new WebAssembly.Module(Buffer.from(moduleBase64, 'base64'));

/** The query lies first, then the vectors, then the products, which are put where the vectors have room to grow to. */
export class SimdVectors {
  readonly #dims: number;
  /** What one vector takes: a multiple of what is worked on at once, zero at its end. */
  readonly #bytes: number;
  readonly #memory: Memory;
  readonly #dots: Dots;
  #capacity = 0;
  #numbers: Float32Array;

  constructor(dims: number) {
    this.#dims = dims;
    this.#bytes = Math.ceil((dims * floatBytes) / laneBytes) * laneBytes;
    const { memory, dots } = new WebAssembly.Instance(compiled).exports as Exports;
    this.#memory = memory;
    this.#dots = dots;
    this.#numbers = new Float32Array(memory.buffer);
    this.#reserve(16);
  }

  /** Puts a vector into a place; places are counted from 0 without a gap. @throws RangeError where memory is at its end */
  set(place: number, vector: Float32Array): void {
    if (place >= this.#capacity) this.#reserve(Math.max(place + 1, this.#capacity * 2));
    this.#numbers.set(vector, this.#startOf(place));
  }

  /** Puts the vector of one place into another. */
  move(from: number, to: number): void {
    const start = this.#startOf(from);
    this.#numbers.copyWithin(this.#startOf(to), start, start + this.#dims);
  }

  /** The products with the first `count`, in the order of their places. Good until the next call. */
  products(vector: Float32Array, count: number): Float32Array {
    this.#numbers.set(vector, 0);
    const out = this.#bytes * (1 + this.#capacity);
    this.#dots(this.#bytes, count, this.#bytes, 0, out);
    return this.#numbers.subarray(out / floatBytes, out / floatBytes + count);
  }

  #startOf(place: number): number {
    return ((1 + place) * this.#bytes) / floatBytes;
  }

  // The capacity is a multiple of four, since vectors are read, and products written, in fours.
  #reserve(least: number): void {
    const capacity = Math.ceil(least / 4) * 4;
    const bytes = this.#bytes * (1 + capacity) + capacity * floatBytes;
    const missing = Math.ceil((bytes - this.#memory.buffer.byteLength) / pageBytes);
    if (missing > 0) this.#memory.grow(missing);
    this.#capacity = capacity;
    this.#numbers = new Float32Array(this.#memory.buffer);
  }
}
