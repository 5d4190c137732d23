// Callers with API keys, what they may do, and an authenticator that knows them.
import { createHash } from 'node:crypto';
import type { Action } from '../../src/access/access.ts';
import { parseApiKeys } from '../../src/access/apiKeys.ts';
import { type Authenticator, createAuthenticator } from '../../src/access/authenticator.ts';
import { parsePolicy } from '../../src/access/policy.ts';
import type { Tokens } from '../../src/access/tokens.ts';
import { systemClock } from '../../src/core/clock.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The key of a name. */
export const keyOf = (name: string) => `key-of-${name}`;

type Places = Record<string, readonly Action[]>;

const entry = (callers: object, places: Places) => ({
  callers,
  rules: Object.entries(places).map(([place, actions]) => ({ places: [place], actions })),
});

interface Known {
  /** Name -> place -> actions. */
  keys: Record<string, Places>;
  /** Group -> place -> actions. */
  groups?: Record<string, Places>;
  tokens?: Tokens;
  /** Names of keys that end then. */
  ending?: Record<string, string>;
}

export function knowing({ keys, groups = {}, tokens, ending = {} }: Known): Authenticator {
  const file = Object.fromEntries(
    Object.keys(keys).map((name) => [
      name,
      [{ sha256: sha256(keyOf(name)), ...(ending[name] ? { expiresAt: ending[name] } : {}) }],
    ]),
  );
  const entries = [
    ...Object.entries(keys).map(([name, places]) => entry({ keys: [name] }, places)),
    ...Object.entries(groups).map(([group, places]) => entry({ claims: { groups: group } }, places)),
  ];
  const known = parseApiKeys(JSON.stringify(file));
  const policy = parsePolicy(JSON.stringify(entries));
  if ('faults' in policy) throw new Error(policy.faults.join('\n'));
  if ('faults' in known && Object.keys(keys).length > 0) throw new Error(known.faults.join('\n'));
  return createAuthenticator({ policy, keys: 'keys' in known ? known.keys : undefined, tokens, clock: systemClock });
}
