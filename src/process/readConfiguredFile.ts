// A file that an option names. If it cannot be read, or has faults, the ConfigError names the option and the path.
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { ConfigError } from '../config/configError.ts';
import type { MaybePromise } from '../core/maybePromise.ts';

export async function readConfiguredFile<Parsed extends object>(
  option: string,
  path: string,
  parse: (json: string) => MaybePromise<Parsed | { faults: string[] }>,
): Promise<Exclude<Parsed, { faults: string[] }>> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`${option} ${path} cannot be read (${error.code}).`], { mayPass: true });
  });
  // Replaced characters would name other callers and vaults.
  if (!isUtf8(bytes)) throw new ConfigError([`${option} ${path} is not valid UTF-8.`]);
  const parsed = await parse(bytes.toString('utf8'));
  if ('faults' in parsed) throw new ConfigError(parsed.faults.map((fault) => `${option} ${path}: ${fault}`));
  return parsed as Exclude<Parsed, { faults: string[] }>;
}
