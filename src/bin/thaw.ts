/**
 * The operator's command line. Exit status: 0 yes, 1 no, 2 asked wrongly or of something that is not
 * there.
 */

import {
  createKeyCommands,
  createSessionCommands,
  createStaffCommands,
} from '../composition/access-commands.ts';
import { createAuditCommands } from '../composition/audit-commands.ts';
import { runCommand } from '../composition/commands.ts';
import { modelCards } from '../composition/face-embedder.ts';
import { createOperatorKeyCommands } from '../composition/operator-key-commands.ts';
import { createPolicyCommands } from '../composition/policy-commands.ts';
import { decideConfig } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';

const usage = `thaw policy check [FILE]             refuse or accept a policy, with lines and reasons
thaw policy test [FILE] [TESTS]      run the cases that live beside it
thaw policy explain ACCOUNT [FILE] [--kind KIND] [--lost CHANNEL]
                                     which rule this account meets, and why
thaw policy diff A B                 which facts meet another plan under B
thaw policy replay A B [--last N]    which past cases would have gone otherwise under B
thaw audit verify [FILE] [--key KEY] [--heads FILE]
                                     was the audit log changed, cut, added to or rewritten
thaw audit export FILE               all records and signed heads, for somebody else to verify
thaw audit head | key                the newest signed head; the public key it is checked with
thaw audit case CASE                 the records of a case
thaw audit prove POSITION            proof that a record is in the log
thaw audit check FILE [--key KEY]    whether such a proof is right, and what its record says
thaw key add NAME | list | revoke ID  who may call the service; a new key is said once
thaw staff add EMAIL NAME [reviewer|lead]
                                     a new reviewer; the password is said once
thaw staff list | password EMAIL | disable EMAIL
                                     who reviews; a new password; no longer
thaw session end-all [--only person|phone|staff]
                                     after a leak: everybody comes in anew
thaw operator-key rewrap             the keys of cases, wrapped under the operator's new key
thaw models                          the cards of the models in use
FILE, A and B are files, or ID@VERSION for a policy that was in force.`;

const config = decideConfig(readEnvironment(), 'development');
const rooms: Readonly<Record<string, ReturnType<typeof createPolicyCommands>>> = {
  policy: createPolicyCommands(config),
  audit: createAuditCommands(config),
  key: createKeyCommands(config),
  staff: createStaffCommands(config),
  session: createSessionCommands(config),
  'operator-key': createOperatorKeyCommands(config),
};
const [room = '', verb = '', ...rest] = process.argv.slice(2);
if (room === 'models') {
  for (const line of await modelCards(config.faceEmbedder)) console.log(line);
  process.exit(0);
}
const commands = Object.hasOwn(rooms, room) ? rooms[room] : undefined;
const command =
  commands !== undefined && Object.hasOwn(commands, verb) ? commands[verb] : undefined;
if (command === undefined) {
  const asked = process.argv.slice(2, 4).join(' ');
  if (asked !== '') console.error(`There is no command "${asked}".`);
  console.error(usage);
  process.exit(2);
}
const { lines, status } = await runCommand(command, rest);
for (const line of lines) (status === 2 ? console.error : console.log)(line);
process.exit(status);
