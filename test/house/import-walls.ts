import {
  type Breach,
  type Import,
  importsOf,
  isCode,
  isTest,
  type SourceFile,
} from './source-files.ts';

type Wall = {
  /** Rooms whose code this room may use, besides itself. */
  readonly uses: readonly string[];
  /** Rooms or files of which it may `import type` only. */
  readonly usesTypes?: readonly string[];
  /** False: nothing from npm and no module of Node either. */
  readonly packages: boolean;
};

const EVERY_ROOM = [
  ...['core', 'verifications', 'vision', 'app', 'adapters', 'http', 'config', 'dev'],
].map((room) => `src/${room}`);

/** The walls of ARCHITECTURE.md, "Imports". */
export const walls: Readonly<Record<string, Wall>> = {
  'src/core': { uses: [], packages: false },
  'src/vision': { uses: [], packages: true },
  'src/verifications': { uses: ['src/core'], packages: true },
  'src/app': { uses: ['src/core', 'src/verifications'], packages: true },
  // Ports live with their consumer: an adapter knows the types of the port it serves.
  'src/adapters': {
    uses: ['src/core', 'src/vision'],
    usesTypes: [
      'src/app/stores.ts',
      'src/app/stores-audit.ts',
      'src/app/stores-pictures.ts',
      'src/app/stores-work.ts',
      'src/app/stores-codes.ts',
    ],
    packages: true,
  },
  // Besides types, the vocabulary that every answer is made of; never the code that decides.
  'src/http': {
    uses: ['src/app', 'src/verifications', 'src/core/errors.ts', 'src/core/limits.ts'],
    usesTypes: ['src/core'],
    packages: true,
  },
  'src/config': { uses: [], packages: true },
  'src/context.ts': { uses: [...EVERY_ROOM, 'src/composition'], packages: true },
  // Parts of the composition root, for it and for commands that need no whole service.
  'src/composition': { uses: EVERY_ROOM, packages: true },
  'src/bin': {
    uses: ['src/context.ts', 'src/composition', 'src/config', 'src/dev'],
    packages: true,
  },
  // The development world stands beside production: only bin/dev.ts and the root put it in.
  'src/dev': {
    uses: [...EVERY_ROOM, 'src/context.ts', 'src/composition', 'specimens'],
    packages: true,
  },
  web: { uses: [], usesTypes: ['src/core'], packages: true },
};

/** The facts are the contract of the vision process: any room may name their types. */
const TYPES_FOR_ALL = ['src/vision/facts.ts'];

const isInside = (path: string, room: string) => path === room || path.startsWith(`${room}/`);

function roomOf(path: string): string | null {
  return Object.keys(walls).find((room) => isInside(path, room)) ?? null;
}

function judge(room: string, wall: Wall, found: Import): string | null {
  const { target, specifier, isType } = found;
  if (target === null) {
    if (wall.packages || isType) return null;
    return `${room} may import nothing from outside, not ${specifier}`;
  }
  if (isInside(target, room)) {
    return isTest(target) ? `production code imports test code: ${target}` : null;
  }
  if (isTest(target)) return `production code imports test code: ${target}`;
  const isUsed = wall.uses.some((other) => isInside(target, other));
  const types = [...TYPES_FOR_ALL, ...(wall.usesTypes ?? [])];
  const isUsedAsType = isType && types.some((other) => isInside(target, other));
  if (isUsed || isUsedAsType) return null;
  return `${room} may not import ${target}${isType ? ' (not even its types)' : ''}`;
}

/** Imports that go through a wall. Tests may look over the walls; production code may not use them. */
export function findWallBreaches(files: readonly SourceFile[]): Breach[] {
  return files.filter(isCode).flatMap((file) => {
    const room = roomOf(file.path);
    if (isTest(file.path)) return [];
    if (room === null) {
      return file.path.startsWith('src/')
        ? [{ path: file.path, line: 1, what: 'lies in no room of src' }]
        : [];
    }
    const wall = walls[room]!;
    return importsOf(file).flatMap((found) => {
      const what = judge(room, wall, found);
      return what === null ? [] : [{ path: file.path, line: found.line, what }];
    });
  });
}
