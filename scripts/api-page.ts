/** The page docs/reference/api.md, from the schemas that requests are held to. */

import { machine } from '../src/core/case/machine.ts';
import { errorStatus, type ThawErrorCode } from '../src/core/errors.ts';
import { limits } from '../src/core/limits.ts';
import { storedQuestions } from '../src/core/questions/stored-answers.ts';
import { describeApi } from '../src/http/api/describe-api.ts';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minItems?: number;
}

interface Content {
  readonly content?: { readonly 'application/json': { readonly schema: Schema } };
}

interface Operation {
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** What a platform can meet, and why. */
const errors: Readonly<Partial<Record<ThawErrorCode, string>>> = {
  bad_request: 'the request is not what the schema says, or names what does not fit the account',
  session_missing: 'no key, an unknown one, or a revoked one',
  not_found: 'no such account at the host, no such case, no such address',
  not_now: 'an unlock of an account that is not frozen; a case that was declined and erased',
  conflict: 'the request with this idempotency key is still running, or the case just ended',
  file_too_large: `a body above ${limits.jsonBodyBytesMax / 1024} KiB`,
  file_type: 'a body that is not JSON',
  key_reused: 'another body under an idempotency key that was used',
  answer_refused: 'an answer that is too common, or stands in the account',
  unavailable:
    'database, host or object store do not answer; `retryAfterSeconds` says when to ask again',
  internal: 'a fault of ours; the log has it under the `correlationId`',
};

export async function apiPage(): Promise<string> {
  const { paths } = (await describeApi()) as { readonly paths: Paths };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(method, path, operation)),
  );
  return `# The API of the platform

Generated from the schemas of \`src/http/api/public.ts\` by \`npm run generate\`; do not edit. A running service serves the same as OpenAPI at \`/openapi.json\`.

Every call carries a key as \`Authorization: Bearer KEY\` ([who may do what](../guides/operate.md#who-may-do-what)). Bodies are JSON. A field that is not named here is refused.

A \`POST\` may carry an \`Idempotency-Key\`: the same key and body are given the same answer for ${limits.idempotencyKeptSeconds / 3600} hours, and nothing is done twice. A \`POST\` without one opens or resumes a case anew, with a new \`url\`.

What happened is told by [webhooks](webhooks.md); reading a case is for looking it up.

${operations.toSorted().join('\n')}
## Words

\`status\` is one of ${Object.keys(machine).map(code).join(', ')} ([the life of a case](../flows/case.md)). \`question\` is one of ${storedQuestions.map(code).join(', ')}.

## Refusals

Every answer that is not 2xx has the body \`{"error": {"code", "text", "correlationId", "retryAfterSeconds"?}}\`. Act on \`code\`; \`text\` is for people.

| status | code | when |
|---|---|---|
${Object.entries(errors)
  .map(([name, when]) => `| ${errorStatus[name as ThawErrorCode]} | \`${name}\` | ${when} |`)
  .join('\n')}
`;
}

const code = (word: string) => `\`${word}\``;

function section(method: string, path: string, operation: Operation): string {
  const { parameters = [], requestBody, responses, summary } = operation;
  const asked = [
    ...parameters.map((one) =>
      row(`${one.name} (${one.in})`, one.schema, one.required, one.description),
    ),
    ...fieldsOf(schemaIn(requestBody)),
  ];
  const answers = Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([status, answer]) => answered(status, schemaIn(answer)));
  return `## ${method.toUpperCase()} ${path}

${summary}.

${table(['asked', 'what', 'needed', ''], asked)}
${answers.join('\n')}`;
}

function answered(status: string, schema: Schema | undefined): string {
  if (schema === undefined) return `Answered with ${status} and no body.\n`;
  const fields = fieldsOf(schema).map(([name, what, , text]) => [name, what, text] as const);
  return table([`answered with ${status}`, 'what', ''], fields);
}

const schemaIn = (content: Content | undefined) => content?.content?.['application/json'].schema;

type Cells = readonly [name: string, what: string, needed: string, text: string];

function fieldsOf(schema: Schema | undefined, prefix = ''): readonly Cells[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, field]) => {
    const own = row(`${prefix}${name}`, field, schema?.required?.includes(name) ?? false);
    const inner = field.items?.properties === undefined ? field : field.items;
    const inside = field.items?.properties === undefined ? '.' : '[].';
    return [own, ...fieldsOf(inner, `${prefix}${name}${inside}`)];
  });
}

const row = (name: string, schema: Schema, needed: boolean, text = schema.description): Cells => [
  code(name),
  typeOf(schema),
  needed ? 'yes' : '',
  text ?? '',
];

function typeOf(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.enum !== undefined) return schema.enum.map(code).join(' or ');
  if (schema.type === 'array') {
    const { maxItems, minItems = 0 } = schema;
    const count = maxItems === undefined ? 'any number' : `${minItems} to ${maxItems}`;
    return `${count} of: ${typeOf(schema.items ?? {})}`;
  }
  const bound = schema.maxLength === undefined ? '' : `, at most ${schema.maxLength} characters`;
  const pattern = schema.pattern === undefined ? '' : `, ${code(schema.pattern)}`;
  return `${schema.format ?? schema.type ?? 'anything'}${bound}${pattern}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
