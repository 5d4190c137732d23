// Runs a command that ends by itself.
import type { CommandName } from '../config/commands.ts';
import { checkConfig } from './checkConfig.ts';
import type { CommandResult, Environment } from './commandResult.ts';
import { createKey } from './createKey.ts';
import { explainPolicy } from './explainPolicy.ts';

type Command = (args: readonly string[], env: Environment) => CommandResult | Promise<CommandResult>;

const run: Record<CommandName, Command> = {
  'config check': checkConfig,
  'keys create': createKey,
  'policy explain': explainPolicy,
};

/** Rejects with a ConfigError if an argument or a file has a fault. */
export const runCommand = async (
  name: CommandName,
  args: readonly string[],
  env: Environment,
): Promise<CommandResult> => run[name](args, env);
