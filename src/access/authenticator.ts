// Who is calling, over whichever transport: by an API key or by a token, and by nothing else. What they may do is found
// with it, so that nobody is let in without.
import { LRUCache } from 'lru-cache';
import type { Clock } from '../core/clock.ts';
import { ForbiddenError, UnauthenticatedError } from '../core/errors.ts';
import type { Access } from './access.ts';
import { accessOf } from './accessOf.ts';
import type { ApiKeys } from './apiKeys.ts';
import type { Caller } from './caller.ts';
import type { Policy, Rule, Subject } from './policy.ts';
import type { Tokens } from './tokens.ts';

/** As they come in headers, or in what stands for them: connection_init of GraphQL over WebSocket. */
export interface Credentials {
  authorization?: unknown;
  'x-api-key'?: unknown;
}

export interface Authenticator {
  /** Whether callers have to say who they are. */
  readonly isNeeded: boolean;
  /** Another one whenever rights may be others: what was signed under one is nothing under the next. */
  readonly rights: string;
  /**
   * Rejects with UnauthenticatedError; with ForbiddenError for somebody whom the policy gives nothing; with
   * ServiceUnavailableError where it cannot be said.
   */
  authenticate(credentials: Credentials): Promise<Caller>;
  /** Whether a caller's credential is still one. */
  stillHolds(credential: string | null): boolean;
}

/** Lets everybody in as the same caller. */
export const openTo = (caller: Caller): Authenticator => ({
  isNeeded: false,
  rights: caller.access.key,
  authenticate: async () => caller,
  stillHolds: () => true,
});

export const hasCredentials = (credentials: Credentials): boolean =>
  credentials.authorization !== undefined || credentials['x-api-key'] !== undefined;

const missing =
  'Say who you are, by a header: "Authorization: Bearer" with an API key or a token, or "x-api-key" with an API key.';

/** The secret that was sent, and whether it can be a token. */
function secretOf({ authorization, 'x-api-key': apiKey }: Credentials): { secret: string; mayBeToken: boolean } {
  if (authorization === undefined && apiKey === undefined) throw new UnauthenticatedError(missing);
  // Which of them is meant, nobody could say afterwards.
  if (authorization !== undefined && apiKey !== undefined) {
    throw new UnauthenticatedError('Send either Authorization or x-api-key.');
  }
  if (typeof apiKey === 'string' && apiKey !== '') return { secret: apiKey, mayBeToken: false };
  const [, bearer] = typeof authorization === 'string' ? (/^Bearer +(\S+)$/i.exec(authorization.trim()) ?? []) : [];
  if (bearer === undefined) throw new UnauthenticatedError(missing);
  return { secret: bearer, mayBeToken: true };
}

export interface AuthenticatorOptions {
  keys: ApiKeys | undefined;
  tokens: Tokens | undefined;
  policy: Policy;
  clock: Pick<Clock, 'now'>;
}

export function createAuthenticator({ keys, tokens, policy, clock }: AuthenticatorOptions): Authenticator {
  /** Callers with the same rules share what was made of them. */
  const accesses = new LRUCache<string, Access>({ max: 1_000 });
  const accessFor = (subject: Subject): Access => {
    const rules: readonly Rule[] = policy.rulesFor(subject);
    if (!rules.some(({ actions }) => actions.length > 0)) {
      throw new ForbiddenError('The policy gives this caller nothing.');
    }
    const name = JSON.stringify(rules);
    const access = accesses.get(name) ?? accessOf(rules);
    accesses.set(name, access);
    return access;
  };
  return {
    isNeeded: true,
    rights: policy.digest,
    authenticate: async (credentials) => {
      const { secret, mayBeToken } = secretOf(credentials);
      const key = keys?.find(secret, clock.now());
      if (key) {
        const { name, expiresAt, id } = key;
        return { id: `key:${name}`, access: accessFor({ key: name }), expiresAt, credential: id };
      }
      if (!tokens || !mayBeToken) throw new UnauthenticatedError('The key is not valid here.');
      const { subject, expiresAt, claims } = await tokens.prove(secret);
      return { id: `jwt:${subject}`, access: accessFor({ claims }), expiresAt, credential: null };
    },
    stillHolds: (credential) => credential === null || (keys?.has(credential, clock.now()) ?? false),
  };
}
