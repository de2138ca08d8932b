/** Refuses policies that would let the wrong person in, with the reason and the place. */

import type { StepKind } from '../case/types.ts';
import { checkDefault } from './check-default.ts';
import { codeChannels } from './format.ts';
import { identityKinds } from './kinds.ts';
import { isBiometric } from './plan.ts';
import { isPolicyTextId } from './text-ids.ts';
import type {
  CompiledCondition,
  Condition,
  PolicyDocument,
  PolicyOutcome,
  PolicyPath,
  PolicyProblem,
  PolicyProblemCode,
} from './types.ts';

/**
 * Kinds of codes that a plan asks for. Codes to an address that people log in with repeat the log-in:
 * no factor of their own.
 */
function independentCodes(document: PolicyDocument, outcome: PolicyOutcome): ReadonlySet<string> {
  const found = outcome.steps.flatMap((step): readonly string[] => {
    if (step.kind === 'email_confirmation') return ['email'];
    return step.kind === 'codes' ? (step.channels ?? codeChannels) : [];
  });
  return new Set(found.filter((code) => code !== 'email' || !document.emailIsLoginChannel));
}

/** Every problem of the document, in file order. Only warnings may be in a loaded policy. */
export function checkPolicy(
  document: PolicyDocument,
  condition: Condition,
): readonly PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  if (!document.notifyOwner) {
    problems.push(
      error('owner_not_told', ['notify_owner'], 'an unlock without notice to the owner is refused'),
    );
  }
  problems.push(...checkConditions(document, condition));
  for (const outcome of [...document.rules, document.default]) {
    problems.push(...checkOutcome(document, outcome));
  }
  problems.push(...checkDefault(document));
  return problems;
}

function checkConditions(document: PolicyDocument, condition: Condition): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const names = new Set<string>(['default']);
  const seen = new Map<string, string>();
  let alwaysTrue: string | null = null;
  for (const rule of document.rules) {
    const at = [...rule.path, 'when'];
    if (names.has(rule.name)) {
      problems.push(error('duplicate_rule', [...rule.path, 'name'], `"${rule.name}" is taken`));
    }
    names.add(rule.name);
    const twin = seen.get(normal(rule.when));
    const compiled = condition(rule.when);
    const bad = compiled.check();
    if (bad !== null) {
      problems.push(error(bad.code, at, bad.message));
    } else if (alwaysTrue !== null) {
      problems.push(
        error(
          'unreachable_rule',
          at,
          `"${alwaysTrue}" above is always true: this is never reached`,
        ),
      );
    } else if (twin !== undefined) {
      problems.push(
        error('unreachable_rule', at, `"${twin}" above has the same condition: never reached`),
      );
    } else {
      problems.push(...checkConstant(compiled, at));
      if (compiled.constant() === true) alwaysTrue = rule.name;
    }
    seen.set(normal(rule.when), rule.name);
  }
  return problems;
}

function checkConstant(compiled: CompiledCondition, at: PolicyPath): PolicyProblem[] {
  return compiled.constant() === false
    ? [error('unreachable_rule', at, 'this condition is never true')]
    : [];
}

function normal(expression: string): string {
  return expression.replaceAll(/\s+/g, ' ').trim();
}

function checkOutcome(document: PolicyDocument, outcome: PolicyOutcome): PolicyProblem[] {
  return [
    ...checkTexts(outcome),
    ...checkSteps(outcome),
    ...checkProof(document, outcome),
    ...checkApprovals(outcome),
    ...checkRestrictions(outcome),
  ];
}

function checkTexts(outcome: PolicyOutcome): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  if (outcome.because.length === 0) {
    problems.push(error('missing', [...outcome.path, 'because'], 'a plan needs a reason'));
  }
  for (const [index, id] of outcome.because.entries()) {
    if (!isPolicyTextId(id)) {
      problems.push(error('unknown_text', [...outcome.path, 'because', index], `no text "${id}"`));
    }
  }
  for (const [index, step] of outcome.steps.entries()) {
    if (!isPolicyTextId(step.reasonId)) {
      const at = [...outcome.path, 'steps', index, 'reason'];
      problems.push(error('unknown_text', at, `no text "${step.reasonId}"`));
    }
  }
  return problems;
}

function checkSteps(outcome: PolicyOutcome): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const before = new Set<StepKind>();
  for (const [index, step] of outcome.steps.entries()) {
    const at = [...outcome.path, 'steps', index];
    if (before.has(step.kind)) {
      problems.push(error('duplicate_step', at, `${step.kind} is planned twice`));
    }
    if (step.kind === 'selfie' && !before.has('id_document')) {
      problems.push(
        error('nothing_to_compare', at, 'a selfie needs an id_document before it to compare with'),
      );
    }
    if (step.kind === 'face' && !before.has('selfie')) {
      problems.push(
        error('nothing_to_compare', at, 'face needs a selfie before it to compare with'),
      );
    }
    before.add(step.kind);
    problems.push(...checkAlternative(outcome, index));
  }
  // Waiting shows nothing: what stands before the delays at the end decides.
  const deciding = outcome.steps.findLastIndex((step) => step.kind !== 'delay');
  if (outcome.steps[deciding]?.kind === 'questions' && outcome.steps.length > 1) {
    const at = [...outcome.path, 'steps', deciding];
    problems.push(error('questions_decide', at, 'questions may not be the last, deciding step'));
  }
  return problems;
}

function checkAlternative(outcome: PolicyOutcome, index: number): PolicyProblem[] {
  const step = outcome.steps[index];
  if (step === undefined) return [];
  const at = [...outcome.path, 'steps', index];
  if (step.alternative === null) {
    // A person without a camera or a document must get on too (SP 800-63B-4 3.2.3-R1).
    return identityKinds.has(step.kind)
      ? [error('no_alternative', at, `${step.kind} needs a non-biometric alternative`)]
      : [];
  }
  if (step.alternative !== 'statement') {
    const why = 'only statement, which a person judges, may stand in for a step';
    return [error('no_alternative', [...at, 'alternative'], why)];
  }
  return [];
}

function checkProof(document: PolicyDocument, outcome: PolicyOutcome): PolicyProblem[] {
  const at = [...outcome.path, 'steps'];
  const kinds = new Set(outcome.steps.map((step) => step.kind));
  if ([...kinds].some((kind) => identityKinds.has(kind)))
    return checkAal2(document, outcome, kinds);
  if (kinds.has('questions')) {
    // ASVS 5.0 6.4.2, SP 800-63B-4 3.1.1.2: knowledge of facts proves nobody's identity.
    const mail = kinds.has('email_confirmation') && document.emailIsLoginChannel;
    const why = mail
      ? 'questions with an e-mail to the login address would decide: add id_document'
      : 'questions may not be the only or deciding step: add id_document';
    return [error('questions_decide', at, why)];
  }
  const mailOnly = kinds.has('email_confirmation') || kinds.has('codes');
  if (mailOnly && document.emailIsLoginChannel && independentCodes(document, outcome).size === 0) {
    return [
      error('email_alone', at, 'e-mail alone proves nothing where e-mail is the way to log in'),
    ];
  }
  return [error('no_proof_of_identity', at, 'no step shows who the person is: add id_document')];
}

/**
 * SP 800-63B-4 4.2.2.2: two codes of different kinds, or an issued code and repeated proofing, else
 * recovery is not AAL2.
 */
function checkAal2(
  document: PolicyDocument,
  outcome: PolicyOutcome,
  kinds: ReadonlySet<StepKind>,
): PolicyProblem[] {
  const issued = kinds.has('email_confirmation') || kinds.has('codes');
  if (independentCodes(document, outcome).size >= 2 || (issued && kinds.has('selfie'))) return [];
  const at = [...outcome.path, 'steps'];
  const message =
    'NIST SP 800-63B-4 4.2.2.2 would not call this AAL2: neither two codes of different kinds nor one with repeated proofing';
  return [{ code: 'below_aal2', severity: 'warning', message, path: at, line: null }];
}

function checkApprovals(outcome: PolicyOutcome): PolicyProblem[] {
  if (outcome.approvals !== 0) return [];
  const at = [...outcome.path, 'approvals'];
  const why = outcome.steps.some(isBiometric)
    ? 'a machine may not approve on the strength of a face: at least one person must'
    : 'at least one person must approve';
  return [error('machine_approval', at, why)];
}

/** The host ends a kind of restriction once: of two lengths the shorter would win. */
function checkRestrictions(outcome: PolicyOutcome): PolicyProblem[] {
  const kinds = outcome.restrictions.map((one) => one.kind);
  return kinds.flatMap((kind, index) => {
    if (kinds.indexOf(kind) === index) return [];
    const at = [...outcome.path, 'restrictions', index, 'kind'];
    return [error('duplicate_restriction', at, `${kind} is restricted twice`)];
  });
}

function error(code: PolicyProblemCode, path: PolicyPath, message: string): PolicyProblem {
  return { code, severity: 'error', message, path, line: null };
}
