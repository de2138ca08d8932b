import { existsSync, readFileSync } from 'node:fs';

/** Rows of a CSV without quoting, as records by the names of its first line; empty when missing. */
export function readCsv(path: string): Readonly<Record<string, string>>[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const cellsOf = (line: string) => line.split(',').map((cell) => cell.trim());
  const names = cellsOf(head);
  return lines.map((line) => {
    const cells = cellsOf(line);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}
