/** The JSON Schema of the policy file, made from the same table that the parser reads by. */

import { factCatalogue } from './facts.ts';
import { codeChannels, plannableKinds, policyFormat } from './format.ts';
import { policyTexts } from './text-ids.ts';

export type JsonSchema = { readonly [key: string]: unknown };

interface KeyFormat {
  readonly type: string;
  readonly description: string;
  readonly of?: string;
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly optional?: boolean;
  readonly optionalFor?: string;
  readonly onlyFor?: string;
  readonly accepted?: readonly unknown[];
}

type Keys = Readonly<Record<string, KeyFormat>>;

/**
 * JSON Schema 2020-12, as committed in `policies/policy.schema.json`. It says what an editor can say;
 * whether the plans are safe says only `thaw policy check`.
 */
export function policySchema(): JsonSchema {
  const { document, outcome, restriction, rule, step } = policyFormat;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Thaw policy',
    description: 'Which checks an account needs before it is thawed.',
    ...mapping(document),
    $defs: {
      outcome: mapping(outcome),
      rule: mapping({ ...rule, ...outcome }),
      step: { ...mapping(step), ...stepCondition(step) },
      restriction: mapping(restriction),
      because: { enum: textIds('because.') },
    },
  };
}

function mapping(keys: Keys): JsonSchema {
  const required = Object.entries(keys)
    .filter(([, key]) => key.optional !== true && !isConditional(key))
    .map(([name]) => name);
  const properties = Object.entries(keys).map(([name, key]) => [name, property(name, key)]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required,
    additionalProperties: false,
  };
}

const isConditional = (key: KeyFormat) =>
  key.optionalFor !== undefined || key.onlyFor !== undefined;

/** A delay has hours, every other step has minutes and attempts; codes alone have channels. */
function stepCondition(keys: Keys): JsonSchema {
  const named = (wanted: (key: KeyFormat) => boolean) =>
    Object.entries(keys)
      .filter(([, key]) => wanted(key))
      .map(([name]) => name);
  const onlyForDelay = named((key) => key.onlyFor === 'delay');
  const others = plannableKinds.filter((kind) => kind !== 'codes');
  const withoutCodes = {
    if: { properties: { step: { enum: others } }, required: ['step'] },
    // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema.
    then: {
      properties: Object.fromEntries(
        named((key) => key.onlyFor === 'codes').map((name) => [name, false]),
      ),
    },
  };
  return {
    allOf: [withoutCodes],
    if: { properties: { step: { const: 'delay' } }, required: ['step'] },
    // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema.
    then: { required: onlyForDelay },
    else: {
      required: named((key) => key.optionalFor === 'delay'),
      properties: Object.fromEntries(onlyForDelay.map((name) => [name, false])),
    },
  };
}

function property(name: string, key: KeyFormat): JsonSchema {
  const { accepted, description } = key;
  if (accepted !== undefined) return { enum: accepted, description };
  switch (key.type) {
    case 'integer':
      return { type: 'integer', minimum: key.min, maximum: key.max, description };
    case 'flag':
      return { type: 'boolean', description };
    case 'kind':
      return { enum: plannableKinds, description };
    case 'channels':
      return {
        type: 'array',
        items: { enum: codeChannels },
        minItems: 1,
        uniqueItems: true,
        description,
      };
    case 'list':
      return {
        type: 'array',
        items: { $ref: `#/$defs/${key.of}` },
        maxItems: key.max,
        description,
      };
    case 'outcome':
      return { $ref: '#/$defs/outcome', description };
    default:
      return text(name, key);
  }
}

function text(name: string, { description, max, pattern }: KeyFormat): JsonSchema {
  if (name === 'reason') return { enum: textIds('reason.'), description };
  if (name !== 'when') return { type: 'string', pattern, description };
  const facts = Object.keys(factCatalogue).join(', ');
  const more = `${description} Facts: ${facts}.`;
  return { type: 'string', pattern, maxLength: max, description: more };
}

function textIds(prefix: string): readonly string[] {
  return Object.keys(policyTexts).filter((id) => id.startsWith(prefix));
}
