/** `npm run -s bench -- NAME... [--json]`: runs the named benchmarks, or `all`, one after another. */
import type { BenchResult, BenchRow } from './row.ts';

/** Rows of the performance page and the module that measures each: it exports `measure`. */
const registry: readonly { row: number; name: string; module: string }[] = [
  { row: 0, name: 'policy', module: './policy.ts' },
  { row: 0, name: 'audit', module: './audit.ts' },
  { row: 4, name: 'start-case', module: './submit.ts' },
  { row: 5, name: 'status', module: './submit.ts' },
  { row: 5, name: 'submit-step', module: './submit-step.ts' },
  { row: 6, name: 'submit', module: './submit.ts' },
  { row: 7, name: 'queue', module: './review.ts' },
  { row: 8, name: 'claim', module: './claim.ts' },
  { row: 9, name: 'intake', module: './intake.ts' },
  { row: 10, name: 'face', module: './face.ts' },
  { row: 0, name: 'guided', module: './guided.ts' },
  { row: 11, name: 'mrz', module: './mrz.ts' },
  { row: 12, name: 'pdf417', module: './pdf417.ts' },
  { row: 13, name: 'case-checks', module: './case-checks.ts' },
  { row: 14, name: 'memory', module: './memory.ts' },
  { row: 15, name: 'start', module: './start.ts' },
];

type BenchModule = { readonly measure: (name: string) => Promise<BenchResult> };

const moduleUrl = (path: string) => new URL(path, import.meta.url);

function choose(names: readonly string[]): typeof registry {
  if (names.includes('all')) return registry;
  return names.map((name) => {
    const found = registry.find((entry) => entry.name === name);
    if (found !== undefined) return found;
    const known = registry.map((entry) => entry.name).join(', ');
    throw new Error(`There is no benchmark "${name}". There are: ${known}, all.`);
  });
}

async function run({ row, name, module }: (typeof registry)[number]): Promise<BenchRow> {
  const { measure } = (await import(moduleUrl(module).href)) as BenchModule;
  const { value, bar, unit, raw, higherIsBetter = false } = await measure(name);
  return { row, name, value, bar, unit, pass: higherIsBetter ? value >= bar : value <= bar, raw };
}

function printTable(rows: readonly BenchRow[]): void {
  const lines = rows.map(({ row, name, value, bar, unit, pass }) => [
    ...[String(row), name, String(value), String(bar), unit, pass ? 'yes' : 'NO'],
  ]);
  const table = [['row', 'name', 'value', 'bar', 'unit', 'within'], ...lines];
  const widths = table[0]!.map((_, column) =>
    Math.max(...table.map((line) => line[column]!.length)),
  );
  for (const line of table) {
    const cells = line.map((cell, column) => cell.padEnd(widths[column]!));
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
  for (const { name, raw } of rows) process.stdout.write(`${name}: ${JSON.stringify(raw)}\n`);
}

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
if (names.length === 0) {
  process.stderr.write(
    `usage: npm run -s bench -- NAME... [--json]; names: ${registry.map(({ name }) => name).join(', ')}, all\n`,
  );
  process.exit(2);
}
try {
  const rows: BenchRow[] = [];
  for (const entry of choose(names)) rows.push(await run(entry));
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ rows })}\n`);
  else printTable(rows);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
