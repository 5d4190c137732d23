// The secret of the start tokens: START_SECRET, or a file in STATE_DIR that is created once. It is never kept in Redis: a
// Redis that lost its data would take it along, and no job could be recognized any more.
import { randomBytes } from 'node:crypto';
import { ConfigError } from '../config/configError.ts';
import type { Config } from '../config/options.ts';
import type { StateDir } from './stateDir.ts';

const fileName = 'start-secret';

/** Null without both. */
export async function openStartSecret(
  { START_SECRET: given }: Pick<Config, 'START_SECRET'>,
  stateDir: StateDir | undefined,
): Promise<string | null> {
  if (given !== undefined) return given;
  if (!stateDir) return null;
  const kept = await stateDir.readOrCreate(fileName, `${randomBytes(32).toString('base64url')}\n`);
  const secret = kept.trimEnd();
  if (/^[\w-]{43}$/.test(secret)) return secret;
  // Another secret in its place would make the gateway forget which jobs are its own.
  throw new ConfigError([
    `STATE_DIR: ${stateDir.path}/${fileName} is damaged. Restore it from a backup. Without a backup, delete it: idempotency keys that were used before are then unknown, and a repeated start makes a second job.`,
  ]);
}
