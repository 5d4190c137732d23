// The commands besides serving, by their words on the command line.
import { closestName } from '../core/closestName.ts';
import { ConfigError } from './configError.ts';

/** What each does, in a line of --help. */
export const commands = {
  'config check': 'Check all options and files, without contacting anything.',
  'keys create': 'Create an API key, and its entry in the file of API keys.',
  'policy explain': 'Explain which rule of the policy file decides.',
} as const;

/** Those that launch.ts runs without the gateway. */
export const launchedCommands = {
  simulator: 'Run the simulator of AWS alone, until it is interrupted.',
} as const;

export type CommandName = keyof typeof commands;

export const commandNames = Object.keys(commands) as CommandName[];

/** The command that the arguments begin with, and the arguments after it. Null to serve. Throws a ConfigError for another one. */
export function commandOf(args: readonly string[]): { name: CommandName; rest: readonly string[] } | null {
  const firstFlag = args.findIndex((arg) => arg.startsWith('-'));
  const words = args.slice(0, firstFlag < 0 ? args.length : firstFlag);
  if (words.length === 0) return null;
  const name = commandNames.find((each) => words.slice(0, each.split(' ').length).join(' ') === each);
  if (name) return { name, rest: args.slice(name.split(' ').length) };
  const given = words.slice(0, 2).join(' ');
  const meant =
    commandNames.find((each) => each.startsWith(`${words[0]} `)) ??
    closestName(given, [...commandNames, ...Object.keys(launchedCommands)]);
  const hint = meant === undefined ? 'See --help.' : `Did you mean ${meant}?`;
  throw new ConfigError([`${JSON.stringify(given)} is not a command. ${hint}`]);
}
