/**
 * The operator's command line. Exit status: 0 yes, 1 no, 2 asked wrongly or of something that is not
 * there.
 */

import { modelCards } from '../composition/face-embedder.ts';
import { createPolicyCommands, runCommand } from '../composition/policy-commands.ts';
import { decideConfig } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';

const usage = `thaw policy check [FILE]             refuse or accept a policy, with lines and reasons
thaw policy test [FILE] [TESTS]      run the cases that live beside it
thaw policy explain ACCOUNT [FILE]   which rule this account meets, and why
thaw policy diff A B                 which facts meet another plan under B
thaw policy replay A B [--last N]    which past cases would have gone otherwise under B
thaw models                          the cards of the models in use
FILE, A and B are files, or ID@VERSION for a policy that was in force.`;

const config = decideConfig(readEnvironment(), 'development');
const commands = createPolicyCommands(config);
const [room, verb = '', ...rest] = process.argv.slice(2);
if (room === 'models') {
  for (const line of await modelCards(config.faceEmbedder)) console.log(line);
  process.exit(0);
}
const command = room === 'policy' ? commands[verb] : undefined;
if (command === undefined) {
  const asked = process.argv.slice(2, 4).join(' ');
  if (asked !== '') console.error(`There is no command "${asked}".`);
  console.error(usage);
  process.exit(2);
}
const { lines, status } = await runCommand(command, rest);
for (const line of lines) (status === 2 ? console.error : console.log)(line);
process.exit(status);
