// Rows with heads as a table without borders; where the terminal is too narrow for it, each row as a list of its own,
// a line a cell. It knows nothing of what is in the cells.

import Table from 'cli-table3';

type Cell = string | number;

const gap = '  ';
// cli-table3 draws what it is not told to leave out.
const noBorders = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
    ['', '-mid', '-left', '-right'].map((corner) => [`${side}${corner}`, '']),
  ),
);

/** @param columns the terminal's; without them there is room for everything */
export function tableText(heads: readonly string[], rows: readonly (readonly Cell[])[], columns = Infinity): string {
  const table = new Table({
    head: [...heads],
    chars: { ...noBorders, middle: gap },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  const lines = table.toString().split('\n');
  if (lines.every((line) => line.trimEnd().length <= columns)) return lines.map((line) => line.trimEnd()).join('\n');
  const width = Math.max(...heads.map((head) => head.length));
  return rows.map((row) => listOf(heads, row, width)).join('\n\n');
}

function listOf(heads: readonly string[], row: readonly Cell[], width: number): string {
  const cells = row.flatMap((cell, index) => (cell === '' ? [] : [`${heads[index]!.padEnd(width)}${gap}${cell}`]));
  return cells.join('\n');
}
