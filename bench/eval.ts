/**
 * `npm run -s eval -- faces|documents|printed|authenticity|faults DIR [--json]`: error rates on a folder of labelled pictures.
 * `faces` also takes `--embedder=dlib_resnet`, to measure the other embedder.
 */
import { existsSync } from 'node:fs';

export interface EvalReport {
  /** The stable shape that runs are compared by. */
  readonly json: unknown;
  /** The same for people: one line each. */
  readonly lines: readonly string[];
}

type Evaluate = (dir: string, flags: readonly string[]) => Promise<EvalReport>;

const EVALS: Readonly<Record<string, () => Promise<Evaluate>>> = {
  faces: async () => (await import('./eval-faces.ts')).evaluateFaces,
  documents: async () => {
    const path = './eval-documents.ts';
    return (await import(path)).evaluateDocuments;
  },
  authenticity: async () => (await import('./eval-authenticity.ts')).evaluateAuthenticity,
  faults: async () => (await import('./eval-faults.ts')).evaluateFaults,
  printed: async () => (await import('./eval-printed.ts')).evaluatePrinted,
};

const [name = '', dir = '', ...flags] = process.argv.slice(2);
const open = EVALS[name];
if (open === undefined || !existsSync(dir)) {
  console.error(
    'usage: npm run -s eval -- faces|documents|printed|authenticity|faults DIR [--json]',
  );
  process.exitCode = 2;
} else {
  const evaluate = await open();
  const report = await evaluate(dir, flags);
  console.log(flags.includes('--json') ? JSON.stringify(report.json) : report.lines.join('\n'));
}
