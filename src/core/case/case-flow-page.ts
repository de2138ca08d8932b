import { machineAsMermaid } from './machine.ts';

/** Text of docs/flows/case.md, written by `npm run generate` and proven fresh by a test. */
export function caseFlowPage(): string {
  return `# The life of a case

Generated from \`src/core/case/machine.ts\` by \`npm run generate\`; do not edit.

An arrow carries the commands that may lead along it. What is not drawn is refused.

\`\`\`mermaid
${machineAsMermaid()}\`\`\`
`;
}
