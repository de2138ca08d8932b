/** docs/reference/timing.md: the lines that a run printed, and how to read them. */
export function timingPage(lines: readonly string[]): string {
  return `# Whether the time of a refused login tells anything

Printed by \`npm run test:timing -- --pairs 20000 --page\`: the demo host in a process of its own, with a real database and real argon2id. Each round sends four wrong logins in random order over a
kept connection: an unknown address, a known account, a locked account, and an unknown address again, which is the A/A control. The password of a round is the same for all four; in turn it is a wrong
one, an empty one, one character, 64 characters, one with a NUL in it.

\`\`\`
${lines.join('\n')}
\`\`\`

\`alike\`: sign test and Wilcoxon signed-rank both give p > 0.01, or the 99 % interval of the median difference lies within 15 microseconds, which is what can be resolved across the Internet (Crosby 2009).
The interval says how small a difference this run could have found. That the answers are the same byte for byte is a test (\`test/timing/answers.test.ts\`).
`;
}
