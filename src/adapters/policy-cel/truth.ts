/** What a condition comes to where one fact is known and nothing else. */

import type { ASTNode } from '@marcbachmann/cel-js';
import { factName, literalsOf, stringOf } from './syntax.ts';

export interface KnownFact {
  readonly name: string;
  readonly value: string;
}

/**
 * True or false whatever the other facts are, also where they make a part fail: in CEL `false && x` is
 * false and `true || x` true for every x. Null where that cannot be told.
 */
export function truthWhere(node: ASTNode, known: KnownFact): boolean | null {
  const truth = (child: ASTNode) => truthWhere(child, known);
  switch (node.op) {
    case 'value':
      return typeof node.args === 'boolean' ? node.args : null;
    case '!_': {
      const inner = truth(node.args);
      return inner === null ? null : !inner;
    }
    case '&&':
    case '||': {
      const decides = node.op === '||';
      const sides = node.args.map(truth);
      if (sides.includes(decides)) return decides;
      return sides.includes(null) ? null : !decides;
    }
    case '==':
      return isAmong(node.args, known) ?? isAmong([node.args[1], node.args[0]], known);
    case '!=': {
      const same = isAmong(node.args, known) ?? isAmong([node.args[1], node.args[0]], known);
      return same === null ? null : !same;
    }
    case 'in':
      return node.args[1].op === 'list' ? isAmong(node.args, known) : null;
    default:
      return null;
  }
}

function isAmong([fact, words]: readonly [ASTNode, ASTNode], known: KnownFact): boolean | null {
  if (factName(fact) !== known.name) return null;
  return literalsOf(words, stringOf)?.includes(known.value) ?? null;
}
