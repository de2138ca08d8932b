import {
  type Breach,
  importsOf,
  isCode,
  lineAt,
  type Node,
  parse,
  type SourceFile,
} from './source-files.ts';

export const fileLinesMax = 400;

/** The rules themselves name what they forbid. */
const isRulebook = ({ path }: SourceFile) => path.startsWith('test/house/');

function findMatches(files: readonly SourceFile[], pattern: RegExp, what: string): Breach[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map((match) => ({
      path,
      line: lineAt(text, match.index),
      what: `${what}: ${match[0].trim().slice(0, 60)}`,
    })),
  );
}

export function findLongFiles(files: readonly SourceFile[]): Breach[] {
  const ours = files.filter(
    (file) =>
      isCode(file) && /^(?:src|web)\//.test(file.path) && !file.path.includes('.generated.'),
  );
  return ours.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    return lines > fileLinesMax
      ? [{ path, line: lines, what: `${lines} lines; at most ${fileLinesMax}` }]
      : [];
  });
}

const programOf = (file: SourceFile) => parse(file).program.body as unknown as Node[];

/** Tools read a config file's default export; nothing else has one. */
export function findDefaultExports(files: readonly SourceFile[]): Breach[] {
  const ours = files.filter(
    (file) => isCode(file) && !/(?:^|\/)[\w.-]+\.config\.(?:ts|mjs)$/.test(file.path),
  );
  return ours.flatMap((file) =>
    programOf(file)
      .filter((node) => node.type === 'ExportDefaultDeclaration')
      .map((node) => ({
        path: file.path,
        line: lineAt(file.text, node.start),
        what: 'a default export',
      })),
  );
}

const isReExport = (node: Node) =>
  node.type === 'ExportAllDeclaration' ||
  (node.type === 'ExportNamedDeclaration' && node['source'] !== null);

export function findBarrels(files: readonly SourceFile[]): Breach[] {
  return files.filter(isCode).flatMap((file) => {
    const body = programOf(file);
    const isBarrel = body.length > 1 && body.every(isReExport);
    return isBarrel
      ? [{ path: file.path, line: 1, what: 'only passes on what others export' }]
      : [];
  });
}

export function findMissingExtensions(files: readonly SourceFile[]): Breach[] {
  return files.filter(isCode).flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => target !== null && !/\.(?!js$|jsx$)[a-z0-9]+$/.test(target))
      .map(({ specifier, line }) => ({
        path: file.path,
        line,
        what: `no real file name: ${specifier}`,
      })),
  );
}

/** A note for later names who will do it: `TODO(ada): ...`. */
export function findOrphanNotes(files: readonly SourceFile[]): Breach[] {
  const ours = files.filter((file) => isCode(file) && !isRulebook(file));
  return findMatches(
    ours,
    /(?:\/\/|\/?\*)[^\n]*\b(?:TODO|FIXME|XXX|HACK)\b(?!\([\w -]+\))[^\n]*/g,
    'a note without owner',
  );
}

export function findSwitchedOffTests(files: readonly SourceFile[]): Breach[] {
  const ours = files.filter((file) => /\.test\.tsx?$/.test(file.path) && !isRulebook(file));
  return findMatches(
    ours,
    /\b(?:test|it|describe|suite|bench)(?:\.(?:concurrent|sequential|each|for))*\.(?:skip|only|todo|fails)\b|\bx(?:it|test|describe)\s*\(/g,
    'a test switched off',
  );
}

/** Folders that exist on one machine only. */
export function findMachinePaths(files: readonly SourceFile[]): Breach[] {
  const ours = files.filter((file) => !isRulebook(file));
  return findMatches(
    ours,
    /(?<![\w.~/:-])\/(?:home|Users|work|root|workspace|mnt)\/[\w.-]+/g,
    "a path of somebody's machine",
  );
}

/** The system's Node may be too old to read TypeScript; the project brings its own. */
export function findSystemNode(files: readonly SourceFile[]): Breach[] {
  const pages = files.filter(({ path }) => path.endsWith('.md'));
  return findMatches(
    pages,
    /(?<![\w./-])(?<!npx )node [\w./-]+\.ts\b/g,
    "the system's node; node_modules/.bin/node is the project's",
  );
}

/** Locked packages come from the public registry, whatever mirror they were fetched through. */
export function findForeignRegistries(lock: SourceFile): Breach[] {
  return findMatches(
    [lock],
    /"resolved": "(?!https:\/\/registry\.npmjs\.org\/)https?:[^"]*"/g,
    'another registry',
  );
}

export function findRoomsWithoutReadme(files: readonly SourceFile[]): Breach[] {
  const paths = new Set(files.map(({ path }) => path));
  const rooms = new Set([...paths].flatMap((path) => path.match(/^src\/[^/]+(?=\/)/) ?? []));
  return [...rooms]
    .filter((room) => !paths.has(`${room}/README.md`))
    .map((room) => ({ path: room, line: 1, what: 'has no README.md' }));
}
