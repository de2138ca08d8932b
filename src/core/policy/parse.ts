/** From an already parsed YAML or JSON value to a policy document. Unknown keys are refused. */

import type { CodeChannel, Restriction, StepKind } from '../case/types.ts';
import { channelTrustDaysDefault, codeChannels, plannableKinds, policyFormat } from './format.ts';
import type {
  PolicyDocument,
  PolicyOutcome,
  PolicyPath,
  PolicyProblem,
  PolicyProblemCode,
  PolicyRule,
  PolicyStep,
} from './types.ts';

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: PolicyDocument }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

export function parsePolicy(value: unknown): ParsedPolicy {
  const reader = new Reader();
  const policy = readDocument(reader, value);
  if (policy === null || reader.problems.length > 0)
    return { ok: false, problems: reader.problems };
  return { ok: true, policy };
}

type TextFormat = { readonly pattern: string; readonly what: string; readonly max?: number };
type IntegerFormat = { readonly min: number; readonly max: number };

/** Collects problems; each read answers null where it wrote one. */
class Reader {
  readonly problems: PolicyProblem[] = [];

  fail(code: PolicyProblemCode, path: PolicyPath, message: string): null {
    this.problems.push({ code, severity: 'error', message, path, line: null });
    return null;
  }

  map(value: unknown, path: PolicyPath, keys: readonly string[]): Record<string, unknown> | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.fail('malformed', path, 'a mapping is expected here');
    }
    for (const key of Object.keys(value)) {
      if (!keys.includes(key)) {
        this.fail(
          'unknown_key',
          [...path, key],
          `"${key}" is not known; known: ${keys.join(', ')}`,
        );
      }
    }
    // A copy without prototype: no key can reach Object.prototype.
    return Object.assign(Object.create(null), value) as Record<string, unknown>;
  }

  list(value: unknown, path: PolicyPath, lengthMax: number): readonly unknown[] | null {
    if (!Array.isArray(value)) return this.fail('malformed', path, 'a list is expected here');
    if (value.length > lengthMax) {
      return this.fail('bad_value', path, `at most ${lengthMax} entries are allowed`);
    }
    return value;
  }

  text(value: unknown, path: PolicyPath, format: TextFormat): string | null {
    const { max, pattern, what } = format;
    if (value === undefined) return this.fail('missing', path, `${what} is missing`);
    if (typeof value !== 'string' || !new RegExp(pattern).test(value)) {
      return this.fail('bad_value', path, `${what} is expected here`);
    }
    if (max !== undefined && value.length > max) {
      return this.fail('bad_value', path, `at most ${max} characters are allowed`);
    }
    return value;
  }

  integer(value: unknown, path: PolicyPath, { max, min }: IntegerFormat): number | null {
    if (value === undefined) return this.fail('missing', path, 'a number is missing');
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
      return this.fail('bad_value', path, `a whole number from ${min} to ${max} is expected here`);
    }
    return value;
  }

  flag(value: unknown, path: PolicyPath): boolean | null {
    if (typeof value !== 'boolean') {
      const code = value === undefined ? 'missing' : 'bad_value';
      return this.fail(code, path, 'true or false is expected here');
    }
    return value;
  }

  kind(value: unknown, path: PolicyPath): StepKind | null {
    const kind = plannableKinds.find((known) => known === value);
    if (kind === undefined) {
      const known = plannableKinds.join(', ');
      return this.fail('bad_value', path, `no such verification; known: ${known}`);
    }
    return kind;
  }

  channels(value: unknown, path: PolicyPath): readonly CodeChannel[] | null {
    const known = (one: unknown) => codeChannels.find((channel) => channel === one);
    const found = Array.isArray(value) ? value.map(known) : [];
    const named = found.filter((channel) => channel !== undefined);
    if (named.length === 0 || named.length < found.length || new Set(named).size < named.length) {
      return this.fail('bad_value', path, `a list is expected here, of ${codeChannels.join(', ')}`);
    }
    return named;
  }
}

/** A key without a value (null) is a slip, and not the same as a key that was left out. */
function written(value: unknown, missing: unknown): unknown {
  return value === undefined ? missing : value;
}

const { document: documentFormat, outcome: outcomeFormat, rule: ruleFormat } = policyFormat;
const { step: stepFormat, restriction: restrictionFormat } = policyFormat;
const becauseFormat = { pattern: '^because\\.[a-z_]+$', what: 'a text id' };

function readDocument(reader: Reader, value: unknown): PolicyDocument | null {
  const map = reader.map(value, [], Object.keys(documentFormat));
  if (map === null) return null;
  const id = reader.text(map['policy'], ['policy'], documentFormat.policy);
  const version = reader.text(map['version'], ['version'], documentFormat.version);
  const retentionDays = reader.integer(
    map['retention_days'],
    ['retention_days'],
    documentFormat.retention_days,
  );
  const email = reader.flag(map['email_is_login_channel'], ['email_is_login_channel']);
  const notifyOwner = reader.flag(map['notify_owner'], ['notify_owner']);
  const trusted =
    map['trusted_contact'] === undefined
      ? false
      : reader.flag(map['trusted_contact'], ['trusted_contact']);
  const channelTrustDays = reader.integer(
    written(map['channel_trust_days'], channelTrustDaysDefault),
    ['channel_trust_days'],
    documentFormat.channel_trust_days,
  );
  const list = reader.list(map['rules'], ['rules'], documentFormat.rules.max) ?? [];
  const rules: PolicyRule[] = [];
  for (const [index, entry] of list.entries()) {
    const rule = readRule(reader, entry, ['rules', index]);
    if (rule !== null) rules.push(rule);
  }
  if (map['default'] === undefined) {
    return reader.fail('missing_default', [], 'a default is needed for accounts no rule matches');
  }
  const fallback = readOutcome(reader, map['default'], ['default'], outcomeKeys, 'default');
  if (id === null || version === null || retentionDays === null) return null;
  if (email === null || notifyOwner === null || fallback === null) return null;
  if (trusted === null) return null;
  if (channelTrustDays === null) return null;
  return {
    id,
    version,
    retentionDays,
    emailIsLoginChannel: email,
    notifyOwner,
    trustedContact: trusted,
    channelTrustDays,
    rules,
    default: fallback,
  };
}

const outcomeKeys = Object.keys(outcomeFormat);
const ruleKeys = [...Object.keys(ruleFormat), ...outcomeKeys];

function readRule(reader: Reader, value: unknown, path: PolicyPath): PolicyRule | null {
  const map = reader.map(value, path, ruleKeys);
  if (map === null) return null;
  const name = reader.text(map['name'], [...path, 'name'], ruleFormat.name);
  const when = reader.text(map['when'], [...path, 'when'], ruleFormat.when);
  const outcome = readOutcome(reader, value, path, ruleKeys, name ?? '');
  return name === null || when === null || outcome === null ? null : { ...outcome, name, when };
}

function readOutcome(
  reader: Reader,
  value: unknown,
  path: PolicyPath,
  keys: readonly string[],
  name: string,
): PolicyOutcome | null {
  // A rule's unknown keys were already reported by its own reading.
  const map =
    path[0] === 'default' ? reader.map(value, path, keys) : (value as Record<string, unknown>);
  if (map === null) return null;
  const approvals = reader.integer(
    map['approvals'],
    [...path, 'approvals'],
    outcomeFormat.approvals,
  );
  const list = (key: 'because' | 'steps' | 'restrictions', missing?: readonly never[]) =>
    reader.list(written(map[key], missing), [...path, key], outcomeFormat[key].max) ?? [];
  const because: string[] = [];
  for (const [index, id] of list('because').entries()) {
    const text = reader.text(id, [...path, 'because', index], becauseFormat);
    if (text !== null) because.push(text);
  }
  const steps: PolicyStep[] = [];
  for (const [index, entry] of list('steps').entries()) {
    const step = readStep(reader, entry, [...path, 'steps', index]);
    if (step !== null) steps.push(step);
  }
  const restrictions: Restriction[] = [];
  for (const [index, entry] of list('restrictions', []).entries()) {
    const restriction = readRestriction(reader, entry, [...path, 'restrictions', index]);
    if (restriction !== null) restrictions.push(restriction);
  }
  if (approvals === null) return null;
  return { name, because, steps, approvals: approvals as 0 | 1 | 2, restrictions, path };
}

function readStep(reader: Reader, value: unknown, path: PolicyPath): PolicyStep | null {
  const map = reader.map(value, path, Object.keys(stepFormat));
  if (map === null) return null;
  const kind = reader.kind(map['step'], [...path, 'step']);
  const reasonId = reader.text(map['reason'], [...path, 'reason'], stepFormat.reason);
  const isDelay = kind === 'delay';
  const integer = (key: 'minutes' | 'attempts' | 'hours', missing?: number) =>
    reader.integer(written(map[key], missing), [...path, key], stepFormat[key]);
  const minutes = integer('minutes', isDelay ? 0 : undefined);
  const attempts = integer('attempts', isDelay ? 1 : undefined);
  const alternative =
    map['alternative'] === undefined
      ? null
      : reader.kind(map['alternative'], [...path, 'alternative']);
  const upload =
    map['upload'] === undefined ? false : reader.flag(map['upload'], [...path, 'upload']);
  if (!isDelay && map['hours'] !== undefined) {
    return reader.fail('unknown_key', [...path, 'hours'], '"hours" belongs to delay only');
  }
  const hours = isDelay ? integer('hours') : null;
  const isCodes = kind === 'codes';
  if (!isCodes && map['channels'] !== undefined) {
    return reader.fail('unknown_key', [...path, 'channels'], '"channels" belongs to codes only');
  }
  const named = map['channels'] !== undefined;
  const channels = named ? reader.channels(map['channels'], [...path, 'channels']) : null;
  if (kind === null || reasonId === null || minutes === null || attempts === null) return null;
  if (upload === null || (isDelay && hours === null) || (named && channels === null)) return null;
  return {
    kind,
    reasonId,
    minutes,
    attemptsMax: attempts,
    alternative,
    delaySeconds: hours === null ? null : hours * 3600,
    uploadAllowed: upload,
    ...(isCodes ? { channels } : {}),
  };
}

function readRestriction(reader: Reader, value: unknown, path: PolicyPath): Restriction | null {
  const map = reader.map(value, path, Object.keys(restrictionFormat));
  if (map === null) return null;
  const kind = reader.text(map['kind'], [...path, 'kind'], restrictionFormat.kind);
  const hours = reader.integer(map['hours'], [...path, 'hours'], restrictionFormat.hours);
  return kind === null || hours === null ? null : { kind, hours };
}
