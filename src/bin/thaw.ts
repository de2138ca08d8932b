/**
 * The operator's command line.
 *
 *   thaw policy check [FILE]                    refuse or accept a policy, with lines and reasons
 *   thaw policy test [FILE] [TESTS]             run the cases that live beside it
 *   thaw policy explain ACCOUNT [FILE]          which rule this account meets, and why
 *   thaw policy diff A B                        which facts meet another plan under B
 *   thaw policy replay A B [--last N]           which past cases would have gone otherwise under B
 *   thaw models                                 the cards of the models in use
 *
 * FILE, A and B are files, or ID@VERSION for a policy that was in force.
 */

import { modelCards } from '../composition/face-embedder.ts';
import { createPolicyCommands } from '../composition/policy-commands.ts';
import { decideConfig } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';

const config = decideConfig(readEnvironment(), 'development');
const commands = createPolicyCommands(config);
const [room, verb = '', ...rest] = process.argv.slice(2);
if (room === 'models') {
  for (const line of await modelCards(config.faceEmbedder)) console.log(line);
  process.exit(0);
}
const command = room === 'policy' ? commands[verb] : undefined;
if (command === undefined) {
  console.error(
    `Commands: ${Object.keys(commands)
      .map((name) => `policy ${name}`)
      .join(', ')}, models`,
  );
  process.exit(2);
}
const result = await command(rest);
for (const line of result.lines) console.log(line);
process.exit(result.ok ? 0 : 1);
