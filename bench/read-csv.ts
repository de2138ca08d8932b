import { existsSync, readFileSync } from 'node:fs';

/** Rows of a CSV without quoting, as records by the names of its first line; empty when missing. */
export function readCsv(path: string): Readonly<Record<string, string>>[] {
  if (!existsSync(path)) return [];
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}
