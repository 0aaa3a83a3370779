// Rows as a small table; where it is wider than the terminal, with the few columns that matter most.

import Table from 'cli-table3';

/** @param narrow which columns stay where not all fit */
export function summaryTable<Row extends Readonly<Record<string, string>>>(
  rows: readonly Row[],
  narrow: readonly (keyof Row & string)[],
  columns = Number.POSITIVE_INFINITY,
): string {
  const tableWith = (heads: readonly string[]) => {
    const style = { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 1 };
    const table = new Table({ head: [...heads], style });
    table.push(...rows.map((row) => heads.map((head) => row[head] ?? '')));
    return table.toString();
  };
  const whole = tableWith(Object.keys(rows[0] ?? {}));
  return whole.split('\n').every((line) => line.length <= columns) ? whole : tableWith(narrow);
}
