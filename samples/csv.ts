/** One row of RFC 4180 CSV, ended by a line feed: quotes only where they are needed. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`
}
