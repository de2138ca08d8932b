import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  fileLinesMax,
  findBarrels,
  findDefaultExports,
  findForeignRegistries,
  findLongFiles,
  findMachinePaths,
  findMissingExtensions,
  findOrphanNotes,
  findRoomsWithoutReadme,
  findSwitchedOffTests,
  findSystemNode,
} from './file-rules.ts';
import { findWallBreaches } from './import-walls.ts';
import { findDeadPageLinks, findUnlinkedPages } from './page-links.ts';
import { findImpureCore } from './pure-core.ts';
import { type Breach, readProject, type SourceFile } from './source-files.ts';

const project = readProject(fileURLToPath(new URL('../..', import.meta.url)));
const lock = project.filter(({ path }) => path === 'package-lock.json');
const files = project.filter(({ path }) => path !== 'package-lock.json');

const file = (path: string, text: string): SourceFile => ({ path, text });
const shown = (breaches: Breach[]) =>
  breaches.map(({ path, line, what }) => `${path}:${line} ${what}`);

type Rule = {
  name: string;
  find: (files: readonly SourceFile[]) => Breach[];
  broken: SourceFile[];
  kept: SourceFile[];
};

const rules: Rule[] = [
  {
    name: 'no import goes through a wall',
    find: findWallBreaches,
    broken: [
      file('src/core/case/a.ts', `import type { B } from '../../app/b.ts';`),
      file('src/core/a.ts', `import { createHash } from 'node:crypto';`),
      file('src/vision/a.ts', `export * from '../core/errors.ts';`),
      file('src/verifications/face/a.ts', `import { type B } from '../../vision/facts.ts';`),
      file('src/verifications/face/a.ts', `const b = await import('../../vision/face/b.ts');`),
      file('src/app/a.ts', `import { b } from '../adapters/postgres/b.ts';`),
      file('src/adapters/a.ts', `import { b } from '../app/stores.ts';`),
      file('src/adapters/a.ts', `type B = import('../http/b.ts').B;`),
      file('src/http/api/a.ts', `import { decide } from '../../core/case/decide.ts';`),
      file('src/config/a.ts', `import { b } from '../core/b.ts';`),
      file('src/bin/a.ts', `import { b } from '../app/b.ts';`),
      file('src/app/a.ts', `import { b } from '../dev/b.ts';`),
      file('src/app/a.ts', `import { b } from '../core/b.fixture.ts';`),
      file('web/unlock/a.tsx', `import { limits } from '../../src/core/limits.ts';`),
      file('src/elsewhere/a.ts', `export const a = 1;`),
    ],
    kept: [
      file('src/core/case/a.ts', `import { b } from '../b.ts'; const s = "import x from 'pg'";`),
      file('src/verifications/face/a.ts', `import type { B } from '../../vision/facts.ts';`),
      file('src/adapters/a.ts', `import type { B } from '../app/stores.ts'; import pg from 'pg';`),
      file('src/http/api/a.ts', `import type { B } from '../../core/wire.ts';`),
      file('src/context.ts', `import { b } from './adapters/b.ts';`),
      file('src/bin/a.ts', `import { b } from '../context.ts';`),
      file(
        'web/unlock/a.tsx',
        `import type { B } from '../../src/core/wire.ts'; const a = <b>import</b>;`,
      ),
      file('src/core/a.test.ts', `import { test } from 'vitest';`),
    ],
  },
  {
    name: 'the core reads no clock, chance, environment or console',
    find: findImpureCore,
    broken: [
      file('src/core/a.ts', 'const now = new Date();'),
      file('src/core/a.ts', 'const b = globalThis.Date.parse(iso);'),
      file('src/core/a.ts', 'const b = Math.random();'),
      file('src/core/a.ts', `const b = process.env['B'];`),
      file('src/core/a.ts', `console.log('b');`),
      file('src/core/a.ts', 'setTimeout(b, 1);'),
      file('src/core/time.ts', 'const b = Date.now();'),
      file('src/core/time.ts', 'const b = new Date();'),
    ],
    kept: [
      file('src/core/time.ts', 'const b = new Date(Date.parse(iso));'),
      file(
        'src/core/a.ts',
        'type B = { process: string }; const b = { console: 1 }; b.console; // Date.now()',
      ),
      file('src/app/a.ts', 'const now = new Date();'),
    ],
  },
  {
    name: `no file is longer than ${fileLinesMax} lines`,
    find: findLongFiles,
    broken: [file('src/a.ts', 'a;\n'.repeat(fileLinesMax + 1))],
    kept: [
      file('src/a.ts', 'a;\n'.repeat(fileLinesMax)),
      file('src/a.generated.ts', 'a;\n'.repeat(500)),
    ],
  },
  {
    name: 'exports have names',
    find: findDefaultExports,
    broken: [file('src/a.ts', 'export default 1;')],
    kept: [
      file('src/a.ts', 'export const a = 1;'),
      file('web/vite.config.ts', 'export default {};'),
    ],
  },
  {
    name: 'no file only passes on what others export',
    find: findBarrels,
    broken: [file('src/app/a.ts', `export * from './b.ts'; export { c } from './c.ts';`)],
    kept: [file('src/app/a.ts', `export * from './b.ts'; export const c = 1;`)],
  },
  {
    name: 'relative imports name the file with its extension',
    find: findMissingExtensions,
    broken: [
      file('src/a.ts', `import { b } from './b';`),
      file('src/a.ts', `import { b } from './b.js';`),
    ],
    kept: [
      file(
        'src/a.ts',
        `import { b } from './b.ts'; import './c.css'; import u from './w.wasm?url';`,
      ),
    ],
  },
  {
    name: 'a note for later has an owner',
    find: findOrphanNotes,
    broken: [file('src/a.ts', '// TODO: later'), file('src/a.ts', '/* FIXME now */')],
    kept: [file('src/a.ts', '// TODO(ada): later')],
  },
  {
    name: 'no test is switched off',
    find: findSwitchedOffTests,
    broken: [
      file('src/a.test.ts', `test.skip('a', () => {});`),
      file('src/a.test.ts', `describe.only('a', () => {});`),
      file('src/a.test.ts', `test.each([1]).skip; it.concurrent.todo('a');`),
    ],
    kept: [file('src/a.test.ts', `test.skipIf(x)('a', () => {}); test.runIf(x)('b', () => {});`)],
  },
  {
    name: "no path of somebody's machine is written down",
    find: findMachinePaths,
    broken: [file('src/a.ts', `const a = '/home/ada/b';`), file('docs/a.md', 'see /Users/ada/b')],
    kept: [file('src/a.ts', `const a = 'https://example.org/home/ada'; // ../lib/b`)],
  },
  {
    name: "a page tells commands that run on the project's Node",
    find: findSystemNode,
    broken: [file('docs/a.md', '`node bench/a.ts --b`'), file('a.md', 'run\nnode src/a.ts')],
    kept: [
      file('docs/a.md', '`node_modules/.bin/node bench/a.ts`, `npx node a.ts`, `node a.mjs`'),
      file('scripts/a.ts', '// node bench/a.ts'),
    ],
  },
  {
    name: 'a page links to what is there',
    find: findDeadPageLinks,
    broken: [file('docs/guides/a.md', '[b](../b.md)'), file('a.md', '[b](docs/b#part)')],
    kept: [
      file('docs/guides/a.md', '[b](../../a.md#b), [c](https://example.org/c.md), [d](#d)'),
      file('a.md', '[b](docs/guides) ![c](c.png)'),
    ],
  },
  {
    name: 'a page of the documents is linked from another one',
    find: findUnlinkedPages,
    broken: [file('docs/guides/a.md', '[itself](a.md)')],
    kept: [file('docs/guides/a.md', ''), file('README.md', '[a](docs/guides/a.md)')],
  },
  {
    name: 'every room has a README',
    find: findRoomsWithoutReadme,
    broken: [file('src/a/b.ts', '')],
    kept: [file('src/a/b.ts', ''), file('src/a/README.md', ''), file('src/context.ts', '')],
  },
];

describe.each(rules)('$name', ({ find, broken, kept }) => {
  test('in this project', () => {
    expect(shown(find(files))).toEqual([]);
  });

  test.each(broken.map((one) => [one.text.split('\n')[0], one] as const))(
    'finds %s',
    (_name, one) => {
      expect(find([one])).not.toEqual([]);
    },
  );

  test('finds nothing where the rule is kept', () => {
    expect(shown(find(kept))).toEqual([]);
  });
});

test('the project is read as a whole', () => {
  expect(files.filter(({ path }) => path.startsWith('src/')).length).toBeGreaterThan(50);
  expect(lock).toHaveLength(1);
});

test('locked packages name no registry but the public one', () => {
  expect(shown(lock.flatMap(findForeignRegistries))).toEqual([]);
  expect(
    findForeignRegistries(file('package-lock.json', '"resolved": "http://10.0.0.1/a.tgz"')),
  ).toHaveLength(1);
});
