// The command `config check`: reads all options and files as the start does, and reports every fault. It contacts nothing.
import { pino } from 'pino';
import { ConfigError } from '../config/configError.ts';
import type { Config } from '../config/options.ts';
import { parseConfig } from '../config/parseConfig.ts';
import type { Location } from '../core/location.ts';
import type { CommandResult, Environment } from './commandResult.ts';
import { configuredFiles, type ReloadedFiles } from './configuredFiles.ts';

const help = `Checks all options, and the files that they name. It contacts neither AWS nor Redis nor a token issuer.

Usage: glacier-graphql config check [--option value ...]

The options are those of the gateway, as flags or environment variables.
Exit code: 0 if the gateway would accept them, 2 with every fault on standard error.
`;

/** Rejects with a ConfigError that has every fault. */
export async function checkConfig(args: readonly string[], env: Environment): Promise<CommandResult> {
  const command = parseConfig(args, env);
  if (command.kind !== 'serve') return { text: help.trimEnd(), exitCode: 0 };
  const { config, warnings } = command;
  const files = configuredFiles(config, pino({ level: 'silent' }));
  const read = await files.read();
  const served = servedBy(config, read);
  const faults = served ? read.faultsAt(served) : [];
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    text: [
      ...warnings.map((warning) => `Warning: ${warning}`),
      'The configuration is valid.',
      `Files that were read: ${files.paths.length > 0 ? files.paths.join(', ') : 'none'}.`,
      ...(served ? [] : ['Not checked: whether the policy and the routes name places that the gateway serves.']),
    ].join('\n'),
    exitCode: 0,
  };
}

/** Null if that follows only from the credentials, or from the simulator. */
function servedBy({ BACKEND, AWS_ACCOUNT_ID, AWS_REGION }: Config, { accounts }: ReloadedFiles): Location[] | null {
  if (accounts) return accounts.flatMap(({ accountId, regions }) => regions.map((region) => ({ accountId, region })));
  if (BACKEND !== 'aws' || AWS_ACCOUNT_ID === undefined || AWS_REGION === undefined) return null;
  return [{ accountId: AWS_ACCOUNT_ID, region: AWS_REGION }];
}
