// What a command prints, and how its process exits.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ConfigError } from '../config/configError.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CommandResult {
  text: string;
  exitCode: number;
}

/** The options and words of a command. Throws a ConfigError. */
export function parseCommand<const Options extends NonNullable<ParseArgsConfig['options']>>(
  name: string,
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // The message of Node.js names the argument.
    throw new ConfigError([`${String((error as Error).message)} See ${name} --help.`]);
  }
}
