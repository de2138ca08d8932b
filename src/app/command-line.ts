/** What every command of the operator's command line has in common. */

/** Asked wrongly, or of something that is not there: the message is for whoever typed the command. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
}

/** `ok` becomes the exit status. */
export interface CommandResult {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

export type Command = (args: readonly string[]) => Promise<CommandResult>;
export type Commands = Readonly<Record<string, Command>>;

/** The words of a command, and no others: a misspelt option must not be passed over. */
export function wordsOf(args: readonly string[], usage: string, most: number): readonly string[] {
  const option = args.find((word) => word.startsWith('-'));
  if (option !== undefined) throw new CommandRefused(`There is no option ${option}: thaw ${usage}`);
  if (args.length > most) {
    throw new CommandRefused(`"${args[most]}" is one word too many: thaw ${usage}`);
  }
  if (args.includes('')) throw new CommandRefused(`A word is empty: thaw ${usage}`);
  return args;
}

/** What follows each `name` among the arguments, and the other arguments. */
export function takeOption(
  args: readonly string[],
  name: string,
): { readonly values: readonly string[]; readonly rest: readonly string[] } {
  const values: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    if (args[at] !== name) {
      rest.push(args[at] as string);
      continue;
    }
    at += 1;
    const value = args[at];
    if (value === undefined || value === '') throw new CommandRefused(`${name} takes a word.`);
    values.push(value);
  }
  return { values, rest };
}
