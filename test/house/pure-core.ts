import {
  type Breach,
  isCode,
  isTest,
  lineAt,
  type Node,
  parse,
  type SourceFile,
  walk,
} from './source-files.ts';

const IMPURE = new Set([
  ...[
    'Date',
    'performance',
    'process',
    'console',
    'globalThis',
    'window',
    'crypto',
    'fetch',
    'require',
  ],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Buffer', 'Temporal'],
]);

/** Arithmetic on ISO moments needs Date.parse; one file may name Date, and even there no clock is read. */
const MAY_NAME_DATE = 'src/core/time.ts';

const nameOf = (value: unknown) => {
  const node = value as Node | null | undefined;
  return node?.type === 'Identifier' ? String(node['name']) : '';
};

/** A name used as a value: not a property's name, a key, or a part of a type. */
function isReference(node: Node, parent: Node | null, key: string): boolean {
  if (node.type !== 'Identifier' || parent === null) return false;
  if (parent.type === 'MemberExpression' && key === 'property') return parent['computed'] === true;
  if (key === 'key' && parent['computed'] !== true && parent['shorthand'] !== true) return false;
  return (
    !parent.type.startsWith('TS') ||
    parent.type === 'TSAsExpression' ||
    parent.type === 'TSNonNullExpression'
  );
}

function readsClock(node: Node): boolean {
  if (node.type === 'MemberExpression') {
    return nameOf(node['object']) === 'Date' && nameOf(node['property']) === 'now';
  }
  if (node.type === 'CallExpression') return nameOf(node['callee']) === 'Date';
  const args = node['arguments'];
  return (
    node.type === 'NewExpression' &&
    nameOf(node['callee']) === 'Date' &&
    Array.isArray(args) &&
    args.length === 0
  );
}

function isRandom(node: Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    nameOf(node['object']) === 'Math' &&
    nameOf(node['property']) === 'random'
  );
}

/** Where src/core reads a clock, chance, the environment or the outside. */
export function findImpureCore(files: readonly SourceFile[]): Breach[] {
  const ours = files.filter(
    (file) => isCode(file) && file.path.startsWith('src/core/') && !isTest(file.path),
  );
  return ours.flatMap((file) => {
    const breaches: Breach[] = [];
    const add = (node: Node, what: string) =>
      breaches.push({ path: file.path, line: lineAt(file.text, node.start), what });
    walk(parse(file).program as unknown as Node, (node, parent, key) => {
      if (isRandom(node)) add(node, 'Math.random in the core');
      if (readsClock(node)) add(node, 'the core reads the clock');
      const name = nameOf(node);
      const isExcused = name === 'Date' && file.path === MAY_NAME_DATE;
      if (IMPURE.has(name) && !isExcused && isReference(node, parent, key))
        add(node, `${name} in the core`);
    });
    return breaches;
  });
}
