// Callers with API keys, their permissions, and an authenticator that accepts them.
import { createHash } from 'node:crypto';
import type { Action } from '../../src/access/access.ts';
import { parseApiKeys } from '../../src/access/apiKeys.ts';
import { type Authenticator, createAuthenticator } from '../../src/access/authenticator.ts';
import type { Tokens } from '../../src/access/createTokens.ts';
import { parsePolicy } from '../../src/access/policy.ts';
import { systemClock } from '../../src/core/clock.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The API key of a caller. */
export const keyOf = (name: string) => `key-of-${name}`;

type Permissions = Record<string, readonly Action[]>;

const entry = (callers: object, permissions: Permissions) => ({
  callers,
  rules: Object.entries(permissions).map(([resource, actions]) => ({ resources: [resource], actions })),
});

interface AuthenticatorSettings {
  /** Name -> resource -> actions. */
  keys: Record<string, Permissions>;
  /** Group -> resource -> actions. */
  groups?: Record<string, Permissions>;
  tokens?: Tokens;
  /** Name -> when its key expires. */
  expiresAt?: Record<string, string>;
}

export function createTestAuthenticator({
  keys,
  groups = {},
  tokens,
  expiresAt = {},
}: AuthenticatorSettings): Authenticator {
  const file = Object.fromEntries(
    Object.keys(keys).map((name) => [
      name,
      [{ sha256: sha256(keyOf(name)), ...(expiresAt[name] ? { expiresAt: expiresAt[name] } : {}) }],
    ]),
  );
  const entries = [
    ...Object.entries(keys).map(([name, permissions]) => entry({ keys: [name] }, permissions)),
    ...Object.entries(groups).map(([group, permissions]) => entry({ claims: { groups: group } }, permissions)),
  ];
  const apiKeys = parseApiKeys(JSON.stringify(file));
  const policy = parsePolicy(JSON.stringify(entries));
  if ('faults' in policy) throw new Error(policy.faults.join('\n'));
  if ('faults' in apiKeys && Object.keys(keys).length > 0) throw new Error(apiKeys.faults.join('\n'));
  return createAuthenticator({
    policy,
    keys: 'keys' in apiKeys ? apiKeys.keys : undefined,
    tokens,
    clock: systemClock,
  });
}
