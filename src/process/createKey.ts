// The command `keys create`: a random API key, and its entry in the file of API keys. Nothing keeps the key itself.
import { createHash, randomBytes } from 'node:crypto';
import { parseApiKeys } from '../access/apiKeys.ts';
import { ConfigError } from '../config/configError.ts';
import { systemClock } from '../core/clock.ts';
import { type CommandResult, parseCommand } from './commandResult.ts';

const help = `Creates an API key, prints it once, and prints its entry for the file of API keys.

Usage: glacier-graphql keys create NAME [--expires-at TIME] [--json]

  NAME
      The name of the caller: 1 to 64 characters of A-Z a-z 0-9 _ . @ -. A name can have several keys.

  --expires-at TIME
      When the key expires, for example 2027-01-31T00:00:00Z. If omitted, it does not expire.

  --json
      Print the result as JSON.

The entry has the SHA-256 hash of the key. Add it to API_KEYS_FILE: a gateway that runs reads the file again.
Exit code: 0, or 2 if an argument has a fault.
`;

const options = {
  'expires-at': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Known by scanners for secrets in repositories. */
const prefix = 'gg_';

const secretBytes = 32;

/** Throws a ConfigError. */
export function createKey(args: readonly string[]): CommandResult {
  const { values, positionals } = parseCommand('keys create', args, options);
  if (values.help) return { text: help.trimEnd(), exitCode: 0 };
  const [name, ...others] = positionals;
  if (name === undefined) throw new ConfigError(['Missing: the name of the caller. See keys create --help.']);
  if (others.length > 0) throw new ConfigError([`Unexpected argument ${JSON.stringify(others[0])}.`]);
  const expiresAt = values['expires-at'];
  if (expiresAt !== undefined && Date.parse(expiresAt) <= systemClock.now()) {
    throw new ConfigError([`--expires-at is ${JSON.stringify(expiresAt)}, which is in the past.`]);
  }
  const key = prefix + randomBytes(secretBytes).toString('base64url');
  const sha256 = createHash('sha256').update(key).digest('hex');
  const entry = { [name]: [{ sha256, ...(expiresAt === undefined ? {} : { expiresAt }) }] };
  const parsed = parseApiKeys(JSON.stringify(entry));
  if ('faults' in parsed) throw new ConfigError(parsed.faults);
  return { text: values.json ? JSON.stringify({ key, entry }, null, 2) : textOf(key, entry), exitCode: 0 };
}

const textOf = (key: string, entry: object): string => `Key, which is not shown again:
  ${key}

Entry for API_KEYS_FILE:
${JSON.stringify(entry, null, 2)}`;
