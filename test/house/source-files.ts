import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { parseSync } from 'vite';

/** A file of the project: path from the root with `/`, and its text. */
export type SourceFile = { readonly path: string; readonly text: string };

export type Breach = { readonly path: string; readonly line: number; readonly what: string };

export type Import = {
  /** As written: "./a.ts", "pg", "node:fs". */
  readonly specifier: string;
  /** Path from the project's root for a relative one, else null. */
  readonly target: string | null;
  /** Gone at run time: `import type`, `export type`, `import('x').T`. */
  readonly isType: boolean;
  readonly line: number;
};

/** A node of the ESTree-like tree that the parser gives. */
export type Node = {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
};

const IGNORED = new Set(['node_modules', 'dist', '.git', '.thaw', '.cache', 'out', 'coverage']);
const TEXT = /\.(?:tsx?|mjs|json|md|css|html|ya?ml|sql|svg|mermaid)$|^\.ci\/run$/;
const CODE = /\.(?:tsx?|mjs)$/;

/** All text files of the project below `root`. */
export function readProject(root: string, dir = ''): SourceFile[] {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name)) return [];
    const path = dir === '' ? entry.name : `${dir}/${entry.name}`;
    if (entry.isDirectory()) return readProject(root, path);
    if (!entry.isFile() || !TEXT.test(path)) return [];
    return [{ path, text: readFileSync(join(root, path.split('/').join(sep)), 'utf8') }];
  });
}

export function isCode({ path }: SourceFile): boolean {
  return CODE.test(path);
}

/** Tests and what only tests use; production code may not import them. */
export function isTest(path: string): boolean {
  return /\.(?:test|fixture)\.tsx?$|(?:^|\/)(?:test-support|test|bench)\//.test(path);
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

export function parse(file: SourceFile): ReturnType<typeof parseSync> {
  const parsed = parseSync(file.path, file.text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${file.path} cannot be parsed: ${error.message}`);
  return parsed;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** Visits every node below, with the parent and the key under which it hangs. */
export function walk(
  node: Node,
  visit: (node: Node, parent: Node | null, key: string) => void,
  parent: Node | null = null,
  key = '',
): void {
  visit(node, parent, key);
  for (const [name, value] of Object.entries(node)) {
    const children = Array.isArray(value) ? value : [value];
    for (const child of children) if (isNode(child)) walk(child, visit, node, name);
  }
}

function literalValue(node: unknown): string | null {
  return isNode(node) && typeof node['value'] === 'string' ? node['value'] : null;
}

function importOf(node: Node): { source: string; isType: boolean } | null {
  const source = literalValue(node['source'] ?? node['argument']);
  switch (node.type) {
    case 'ImportDeclaration':
      return source === null ? null : { source, isType: node['importKind'] === 'type' };
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return source === null ? null : { source, isType: node['exportKind'] === 'type' };
    case 'ImportExpression':
      return source === null ? null : { source, isType: false };
    case 'TSImportType':
      return source === null ? null : { source, isType: true };
    default:
      return null;
  }
}

/** Every import, re-export, dynamic import and `import()` type of a file. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  walk(parse(file).program as unknown as Node, (node) => {
    const hit = importOf(node);
    if (hit === null) return;
    const isRelative = hit.source.startsWith('.');
    const bare = hit.source.replace(/[?#].*$/, '');
    found.push({
      specifier: hit.source,
      target: isRelative ? posix.join(posix.dirname(file.path), bare) : null,
      isType: hit.isType,
      line: lineAt(file.text, node.start),
    });
  });
  return found;
}
