/** Small questions to the syntax tree of a CEL expression. */

import type { ASTNode } from '@marcbachmann/cel-js';
import { factCatalogue } from '../../core/policy/facts.ts';

export function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

export function children(node: ASTNode): readonly ASTNode[] {
  const args: unknown = node.args;
  if (isNode(args)) return [args];
  return Array.isArray(args) ? args.flat(2).filter(isNode) : [];
}

export function everyNode(node: ASTNode): readonly ASTNode[] {
  return [node, ...children(node).flatMap(everyNode)];
}

/** The catalogued fact that this node reads: `kyc_level`, `lock.cause` or `lock["cause"]`. */
export function factName(node: ASTNode): string | null {
  const name = pathOf(node);
  return name !== null && Object.hasOwn(factCatalogue, name) ? name : null;
}

function pathOf(node: ASTNode): string | null {
  if (node.op === 'id') return node.args;
  if (node.op !== '.' && node.op !== '[]') return null;
  const [of, key] = node.args;
  const field = typeof key === 'string' ? key : stringOf(key);
  return of.op === 'id' && field !== null ? `${of.args}.${field}` : null;
}

export function stringOf(node: ASTNode): string | null {
  return node.op === 'value' && typeof node.args === 'string' ? node.args : null;
}

export function numberOf(node: ASTNode): number | null {
  if (node.op === '-_') {
    const positive = numberOf(node.args);
    return positive === null ? null : -positive;
  }
  if (node.op !== 'value') return null;
  return typeof node.args === 'number' || typeof node.args === 'bigint' ? Number(node.args) : null;
}

/** The literals of a node or of a list of them; null where anything else is in it. */
export function literalsOf<T>(
  node: ASTNode,
  literalOf: (node: ASTNode) => T | null,
): readonly T[] | null {
  const found = (node.op === 'list' ? node.args : [node]).map(literalOf);
  return found.every((one) => one !== null) ? found : null;
}
