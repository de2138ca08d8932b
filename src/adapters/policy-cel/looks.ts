/**
 * What a condition compares facts with, read from its syntax tree. Comparisons of one fact with
 * literals are understood; whatever else is done with facts is said to be not exact.
 */

import type { ASTNode } from '@marcbachmann/cel-js';
import { factCatalogue } from '../../core/policy/facts.ts';
import type { ConditionLooks } from '../../core/policy/types.ts';
import { children, everyNode, factName, literalsOf, numberOf, stringOf } from './syntax.ts';

export function looksOf(tree: ASTNode): ConditionLooks {
  const found = new Found();
  found.readTruth(tree);
  return found;
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const joins: ReadonlySet<string> = new Set(['&&', '||', '!_', '?:']);

class Found implements ConditionLooks {
  readonly facts = new Set<string>();
  readonly numbers = new Map<string, Set<number>>();
  readonly words = new Map<string, Set<string>>();
  exact = true;

  /** A node that is true or false. */
  readTruth(node: ASTNode): void {
    if (joins.has(node.op)) {
      for (const child of children(node)) this.readTruth(child);
    } else if (!this.#isUnderstood(node)) {
      this.exact = false;
      this.#readRoughly(node);
    }
  }

  #isUnderstood(node: ASTNode): boolean {
    if (node.op === 'value') return true;
    const name = factName(node);
    if (name !== null) return this.#reads(name);
    if (node.op === 'in') {
      const [left, right] = node.args;
      return this.#isFactAmong(left, right) || this.#isWordLookedFor(left, right);
    }
    if (!comparisons.has(node.op)) return false;
    const [left, right] = children(node);
    if (left === undefined || right === undefined) return false;
    if (isConstant(left) && isConstant(right)) return true;
    if (this.#isComparison(node.op, left, right)) return true;
    if (this.#isComparison(node.op, right, left)) return true;
    if (!isTruth(left) || !isTruth(right)) return false;
    this.readTruth(left);
    this.readTruth(right);
    return true;
  }

  #isComparison(operator: string, of: ASTNode, literal: ASTNode): boolean {
    const number = numberOf(literal);
    const measured = listMeasured(of);
    if (number !== null && measured !== null) return this.#comparesNumbers(measured, [number]);
    const name = factName(of);
    if (name === null) return false;
    if (number !== null) return this.#comparesNumbers(name, [number]);
    const word = stringOf(literal);
    // Which word is the greater is asked by no policy that was seen.
    const isEquality = operator === '==' || operator === '!=';
    return word !== null && isEquality && this.#comparesWords(name, [word]);
  }

  /** `lock.cause in ["self", "risk"]` */
  #isFactAmong(fact: ASTNode, list: ASTNode): boolean {
    const name = factName(fact);
    if (name === null || list.op !== 'list') return false;
    const words = literalsOf(list, stringOf);
    if (words !== null) return this.#comparesWords(name, words);
    const numbers = literalsOf(list, numberOf);
    return numbers !== null && this.#comparesNumbers(name, numbers);
  }

  /** `"totp" in factors_lost` */
  #isWordLookedFor(word: ASTNode, list: ASTNode): boolean {
    const name = factName(list);
    const looked = stringOf(word);
    return name !== null && looked !== null && this.#comparesWords(name, [looked]);
  }

  /** All literals of the node count for all its facts. */
  #readRoughly(node: ASTNode): void {
    const nodes = everyNode(node);
    const names = nodes.flatMap((one) => factName(one) ?? []);
    // `lock` by itself may mean any of its fields.
    const roots = nodes.flatMap((one) => (one.op === 'id' ? [`${one.args}.`] : []));
    const fields = Object.keys(factCatalogue).filter((name) =>
      roots.some((root) => name.startsWith(root)),
    );
    const numbers = nodes.flatMap((one) => numberOf(one) ?? []);
    const words = nodes.flatMap((one) => stringOf(one) ?? []);
    for (const name of [...names, ...fields]) {
      const type = factCatalogue[name]?.type;
      this.#reads(name);
      if (type === 'double' || type === 'list<string>') this.#comparesNumbers(name, numbers);
      if (type === 'string' || type === 'list<string>') this.#comparesWords(name, words);
    }
  }

  #reads(name: string): true {
    this.facts.add(name);
    return true;
  }

  #comparesNumbers(name: string, numbers: readonly number[]): true {
    this.numbers.set(name, new Set([...(this.numbers.get(name) ?? []), ...numbers]));
    return this.#reads(name);
  }

  #comparesWords(name: string, words: readonly string[]): true {
    this.words.set(name, new Set([...(this.words.get(name) ?? []), ...words]));
    return this.#reads(name);
  }
}

function isConstant(node: ASTNode): boolean {
  return node.op === 'value' || numberOf(node) !== null;
}

function isTruth(node: ASTNode): boolean {
  if (node.op === 'value') return typeof node.args === 'boolean';
  if (joins.has(node.op)) return node.op !== '?:' || children(node).every(isTruth);
  const name = factName(node);
  if (name !== null) return factCatalogue[name]?.type === 'bool';
  return comparisons.has(node.op) || node.op === 'in';
}

/** The list fact of `size(factors_lost)` or `factors_lost.size()`. */
function listMeasured(node: ASTNode): string | null {
  const measured =
    node.op === 'call' && node.args[0] === 'size'
      ? node.args[1][0]
      : node.op === 'rcall' && node.args[0] === 'size'
        ? node.args[1]
        : undefined;
  const name = measured === undefined ? null : factName(measured);
  return name !== null && factCatalogue[name]?.type === 'list<string>' ? name : null;
}
