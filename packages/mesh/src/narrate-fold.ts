// Long lines, folded between words at the width of a terminal, so that what is told stays in its column instead of
// going on at the left edge. It knows no colour: a line is folded before it is painted.

/** Where a told conversation has its words: behind the time and the label. */
const toldColumn = 23;
/** With less room for its words, what is told goes on further to the left. */
const toldRoomMin = 48;
const indentWhereNarrow = 6;
const underTheWords = new RegExp(`^ {${toldColumn}}`);

/** A narrated line for a terminal: as it is where it fits, or where there is no terminal (no `columns`); with line breaks otherwise. */
export function foldedLine(line: string, columns: number | undefined): string {
  if (columns === undefined) return line;
  const isNarrow = columns - toldColumn < toldRoomMin;
  const placed = isNarrow ? line.replace(underTheWords, ' '.repeat(indentWhereNarrow)) : line;
  if (placed.length <= columns) return placed;
  const told = isNarrow ? withoutColumns(line).replace(underTheWords, ' '.repeat(indentWhereNarrow)) : line;
  const isTold = /^ {2}/.test(told) && (isNarrow || told[toldColumn - 1] === ' ');
  const hanging = isTold ? (isNarrow ? indentWhereNarrow : toldColumn) : 0;
  const lines = wrapped(told.slice(hanging), columns - hanging);
  return told.slice(0, hanging) + lines.join(`\n${' '.repeat(hanging)}`);
}

// Where a table's columns have no room, two blanks between its cells are enough: each row keeps a line of its own.
function withoutColumns(line: string): string {
  return line.slice(0, toldColumn) + line.slice(toldColumn).replace(/(?<=\S) {3,}/g, '  ');
}

/** A word longer than the width has a line of its own, longer than the width. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.match(/\s*\S+/g) ?? []) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (last.length + word.length <= width) lines[lines.length - 1] = last + word;
    else lines.push(word.trimStart());
  }
  return lines;
}
