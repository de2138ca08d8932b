/**
 * CEL conditions over the facts of `src/core/policy/facts.ts`. Only catalogued facts are known, so a
 * misspelled fact, `__proto__` or `constructor` is a problem of the file and never `undefined`.
 */

import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { factCatalogue } from '../../core/policy/facts.ts';
import type { Condition, ConditionLooks, ConditionProblem } from '../../core/policy/types.ts';
import { looksOf } from './looks.ts';
import { children, everyNode, factName, numberOf, stringOf } from './syntax.ts';
import { truthWhere } from './truth.ts';

const environment = makeEnvironment();

function makeEnvironment(): Environment {
  const made = new Environment({
    unlistedVariablesAreDyn: false,
    limits: { maxAstNodes: 500, maxDepth: 40, maxListElements: 200, maxCallArguments: 8 },
  });
  // Order compares across number kinds already; without this `kyc_level == 0` would be refused.
  made.registerOperator('double == int', (a: number, b: bigint) => a === Number(b));
  const nested = new Map<string, Record<string, string>>();
  for (const [name, fact] of Object.entries(factCatalogue)) {
    const [root, field] = name.split('.');
    if (root === undefined) continue;
    if (field === undefined) made.registerVariable(root, fact.type);
    else nested.set(root, { ...nested.get(root), [field]: fact.type });
  }
  for (const [name, schema] of nested) made.registerVariable({ name, schema });
  return made;
}

export const celCondition: Condition = (expression) => {
  const parsed = parse(expression);
  return {
    evaluate: (facts) => {
      if (parsed.program === null) throw new SyntaxError('the condition cannot be read');
      const value: unknown = parsed.program(facts);
      if (typeof value !== 'boolean') throw new TypeError('the condition gave no truth value');
      return value;
    },
    check: () => parsed.problem,
    constant: () => {
      if (parsed.program === null || parsed.problem !== null) return null;
      if (readsFacts(parsed.program.ast)) return null;
      try {
        return parsed.program({}) === true;
      } catch {
        return null;
      }
    },
    looks: () => parsed.looks,
    truthWhere: (known) => (parsed.program === null ? null : truthWhere(parsed.program.ast, known)),
  };
};

type Program = ReturnType<Environment['parse']>;

interface Parsed {
  readonly program: Program | null;
  readonly problem: ConditionProblem | null;
  readonly looks: ConditionLooks;
}

/** Of an expression that cannot be read. */
const noLooks: ConditionLooks = {
  facts: new Set(),
  numbers: new Map(),
  words: new Map(),
  exact: false,
};

function parse(expression: string): Parsed {
  try {
    const program = environment.parse(expression);
    const checked = program.check();
    if (!checked.valid) return { program: null, problem: problemOf(checked.error), looks: noLooks };
    if (checked.type !== 'bool') {
      const message = `a condition must be true or false, this is ${checked.type ?? 'unknown'}`;
      return { program: null, problem: { code: 'bad_condition', message }, looks: noLooks };
    }
    return { program, problem: wrongValue(program.ast), looks: looksOf(program.ast) };
  } catch (cause) {
    return { program: null, problem: problemOf(cause), looks: noLooks };
  }
}

function problemOf(cause: unknown): ConditionProblem {
  const message = (cause instanceof Error ? cause.message : 'cannot be read').split('\n')[0] ?? '';
  const unknown = /^(Unknown variable|No such key|Reserved identifier)/.test(message);
  return { code: unknown ? 'unknown_fact' : 'bad_condition', message };
}

function readsFacts(node: ASTNode): boolean {
  return everyNode(node).some((one) => one.op === 'id');
}

/** `lock.cause == "selff"` is well typed and never true: say so instead of never matching. */
function wrongValue(node: ASTNode): ConditionProblem | null {
  if (node.op === '==' || node.op === '!=' || node.op === 'in') {
    const [left, right] = node.args;
    const found = wrongLiteral(left, right) ?? wrongLiteral(right, left);
    if (found !== null) return found;
  }
  for (const child of children(node)) {
    const found = wrongValue(child);
    if (found !== null) return found;
  }
  return null;
}

function wrongLiteral(factNode: ASTNode, valueNode: ASTNode): ConditionProblem | null {
  const name = factName(factNode);
  const known = name === null ? undefined : factCatalogue[name]?.values;
  if (known === undefined) return null;
  for (const literal of literalsWithin(valueNode)) {
    if (!known.includes(literal)) {
      const message = `${name} is never ${JSON.stringify(literal)}; it is one of ${known.join(', ')}`;
      return { code: 'unknown_value', message };
    }
  }
  return null;
}

function literalsWithin(node: ASTNode): readonly (string | number)[] {
  if (node.op === 'list') return node.args.flatMap(literalsWithin);
  return [stringOf(node) ?? numberOf(node)].filter((literal) => literal !== null);
}
