// The schemas that the document names, each a constant of the generated code: written once, when the first one needs it.
// One that leads to itself refers to itself lazily, and its circle stays together in one file.

import { resolveRef } from '../document/references.ts';
import { pascalOf } from '../words.ts';
import { Unwrappable, within } from '../wrap-error.ts';
import { isSensitive } from './direction.ts';
import type { Dialect } from './flat-schema.ts';
import { type Direction, nodesMax, type Piece, type Writing } from './writing.ts';
import { zodCode } from './zod-code.ts';

export interface NamedSchema {
  readonly name: string;
  readonly code: string;
  readonly uses: ReadonlySet<string>;
  /** Whether a lazy reference leads to it: then its type must be written. */
  readonly isRecursive: boolean;
  /** Whether its circle goes on with the next one in the list. */
  readonly goesOn: boolean;
}

interface Entry {
  readonly name: string;
  readonly uses: Set<string>;
  code?: string;
  failure?: Unwrappable;
  isRecursive: boolean;
}

export class NamedSchemas {
  readonly #dialect: Dialect;
  readonly #entries = new Map<string, Entry>();
  readonly #names = new Set<string>();
  /** In the order in which they can stand: what one needs is before it. */
  readonly #done: Entry[] = [];
  /** Places in the order between which a circle lies. */
  readonly #circles: { from: number; to: Entry }[] = [];

  constructor(dialect: Dialect, taken: Iterable<string>) {
    this.#dialect = dialect;
    for (const name of taken) this.#names.add(name);
  }

  /** A writing that begins at the top of a schema. */
  writing(direction: Direction, label: string): Writing {
    return {
      dialect: this.#dialect,
      direction,
      uses: new Set(),
      open: new Set(),
      depth: 0,
      label,
      budget: { nodes: nodesMax },
      code: zodCode,
      reference: (ref, writing) => this.#reference(ref, writing),
      moveOut: (piece) => this.#moveOut(piece),
    };
  }

  /** All that were written, each behind what it needs. */
  list(): NamedSchema[] {
    return this.#done.map((entry, index) => ({
      name: entry.name,
      code: entry.code ?? '',
      uses: entry.uses,
      isRecursive: entry.isRecursive,
      goesOn: this.#circles.some(({ from, to }) => index >= from && index < this.#done.indexOf(to)),
    }));
  }

  #reference(ref: string, writing: Writing): string {
    const { direction } = writing;
    if (writing.open.has(ref)) throw new Unwrappable(`"$ref": "${ref}" leads in a circle: mend it in the document`);
    const key = isSensitive(ref, this.#dialect) ? `${direction} ${ref}` : ref;
    const entry = this.#entries.get(key) ?? this.#write(key, ref, direction, writing);
    if (entry.failure !== undefined) throw entry.failure;
    writing.uses.add(entry.name);
    if (entry.code !== undefined) return entry.name;
    // Still being written: it leads to itself.
    entry.isRecursive = true;
    this.#circles.push({ from: this.#done.length, to: entry });
    return `z.lazy(() => ${entry.name})`;
  }

  #write(key: string, ref: string, direction: Direction, from: Writing): Entry {
    const last = ref.slice(ref.lastIndexOf('/') + 1);
    const name = this.#nameFor(last, key === ref ? '' : direction === 'input' ? 'Input' : '');
    const entry: Entry = { name, uses: new Set(), isRecursive: false };
    this.#entries.set(key, entry);
    const before = this.#done.length;
    const writing = {
      ...this.writing(direction, name),
      uses: entry.uses,
      open: new Set([...from.open, ref]),
      depth: from.depth,
    };
    try {
      entry.code = within(last, () => zodCode(resolveRef(this.#dialect.root, ref), writing));
      this.#done.push(entry);
    } catch (thrown) {
      if (!(thrown instanceof Unwrappable)) throw thrown;
      entry.failure = thrown;
      // What was written on the way may lead to what there will not be.
      const onTheWay = new Set(this.#done.splice(before));
      for (const [each, written] of this.#entries) if (onTheWay.has(written)) this.#entries.delete(each);
    }
    return entry;
  }

  #moveOut({ code, uses, label }: Piece): string {
    const name = this.#nameFor(label, '');
    this.#done.push({ name, code, uses: new Set(uses), isRecursive: false });
    return name;
  }

  #nameFor(last: string, suffix: string): string {
    const wanted = pascalOf(last) + suffix;
    const free = Object.hasOwn(globalThis, wanted) ? `${wanted}Schema` : wanted;
    for (let count = 1; ; count++) {
      const name = count === 1 ? free : `${free}${count}`;
      if (this.#names.has(name)) continue;
      this.#names.add(name);
      return name;
    }
  }
}
