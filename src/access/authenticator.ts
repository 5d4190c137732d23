// Authentication by API key or token, the same for all transports. It also determines the caller's access, so no caller
// exists without permissions.
import { ByteCache } from '../core/byteCache.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import type { Clock } from '../core/clock.ts';
import { ForbiddenError, UnauthenticatedError } from '../core/errors.ts';
import { andThen, type MaybePromise } from '../core/maybePromise.ts';
import type { Access } from './access.ts';
import { accessOf, createDecisions } from './accessOf.ts';
import type { ApiKeys } from './apiKeys.ts';
import { apiKeyCallerId, type Caller, type CallerRecord, identityOf, tokenCallerId } from './caller.ts';
import { type Claims, claimAt } from './claims.ts';
import type { Tokens } from './createTokens.ts';
import type { Policy, Rule, Subject } from './policy.ts';
import { CredentialsRefusedError } from './refusal.ts';

/** The credentials in headers, or in the connection_init message of GraphQL over WebSocket. */
export interface Credentials {
  authorization?: unknown;
  'x-api-key'?: unknown;
}

export interface Authenticator {
  /** Whether callers have to authenticate. */
  readonly isRequired: boolean;
  /** Changes with the permissions of any caller. It is part of signatures, so a change invalidates signed URLs. */
  readonly rights: string;
  /**
   * Throws a CredentialsRefusedError, a ForbiddenError if the policy gives the caller no permission, or a
   * ServiceUnavailableError if the token's issuer cannot be reached. A promise, which rejects with the same, only for tokens.
   */
  authenticate(credentials: Credentials): MaybePromise<Caller>;
  /** Whether the credential of such a caller is still valid, and still the caller's. */
  isStillValid(earlier: Pick<Caller, 'id' | 'credential'>): boolean;
  /**
   * What a caller of an earlier time may do now, without its credentials. Keys and the policy may have changed since then, also
   * over a restart. Throws an UnauthenticatedError if it would not be accepted now, or a ForbiddenError as above.
   */
  presentAccess(earlier: CallerRecord): Access;
  /** When the credential of such a caller expires now, in milliseconds since 1970: the file of keys may have changed. */
  expiryOf(earlier: Pick<Caller, 'credential' | 'expiresAt'>): number | null;
  /** Whether this authenticator has given the caller its access. After a reload, another one decides. */
  isCurrent(caller: Caller): boolean;
}

/** Accepts every request as the same caller. */
export const createOpenAuthenticator = (caller: Caller): Authenticator => ({
  isRequired: false,
  rights: caller.access.key,
  authenticate: () => caller,
  isStillValid: () => true,
  presentAccess: () => caller.access,
  expiryOf: () => null,
  isCurrent: () => true,
});

export const hasCredentials = (credentials: Credentials): boolean =>
  credentials.authorization !== undefined || credentials['x-api-key'] !== undefined;

const missing =
  'Authentication is required. Send the header "Authorization: Bearer" with an API key or a token, or "x-api-key" with an API key.';

/** Returns the secret that was sent, and whether it can be a token. */
function secretOf({ authorization, 'x-api-key': apiKey }: Credentials): { secret: string; mayBeToken: boolean } {
  if (authorization === undefined && apiKey === undefined) {
    throw new CredentialsRefusedError(missing, 'credentials_missing');
  }
  // Two credentials may belong to different callers, and the audit log names one.
  if (authorization !== undefined && apiKey !== undefined) {
    throw new CredentialsRefusedError(
      'Both Authorization and x-api-key were sent. Send only one of them.',
      'credentials_ambiguous',
    );
  }
  if (typeof apiKey === 'string' && apiKey !== '') return { secret: apiKey, mayBeToken: false };
  const [, bearer] = typeof authorization === 'string' ? (/^Bearer +(\S+)$/i.exec(authorization.trim()) ?? []) : [];
  if (bearer === undefined) throw new CredentialsRefusedError(missing, 'credentials_missing');
  return { secret: bearer, mayBeToken: true };
}

export interface AuthenticatorOptions {
  keys: ApiKeys | undefined;
  tokens: Tokens | undefined;
  policy: Policy;
  clock: Pick<Clock, 'now'>;
}

export function createAuthenticator({ keys, tokens, policy, clock }: AuthenticatorOptions): Authenticator {
  /** Callers with the same rules share one Access. It takes about as much as its rules, which are its key. */
  const accesses = new ByteCache<Access>(cacheBytes.permissions / 2, { bytesOf: () => 2_048 });
  const decisions = createDecisions();
  const made = new WeakSet<Access>();
  const accessFor = (subject: Subject): Access => {
    const rules: readonly Rule[] = policy.rulesFor(subject);
    if (!rules.some(({ actions, effect }) => effect !== 'deny' && actions.length > 0)) {
      throw new ForbiddenError('The policy (POLICY_FILE) gives this caller no permission.');
    }
    const name = JSON.stringify(rules);
    const access = accesses.get(name) ?? accessOf(rules, decisions);
    accesses.set(name, access);
    made.add(access);
    return access;
  };
  return {
    isRequired: true,
    rights: policy.digest,
    authenticate: (credentials) => {
      const { secret, mayBeToken } = secretOf(credentials);
      const key = keys?.find(secret, clock.now());
      if (key) {
        const { name, expiresAt, id } = key;
        return { id: apiKeyCallerId(name), access: accessFor({ key: name }), expiresAt, credential: id };
      }
      const isExpiredKey = keys?.find(secret, Number.NEGATIVE_INFINITY) !== undefined;
      if (!tokens || !mayBeToken || isExpiredKey) {
        const reason = isExpiredKey ? 'key_expired' : 'key_unknown';
        throw new CredentialsRefusedError('The API key is unknown or has expired.', reason);
      }
      return andThen(tokens.verify(secret), ({ subject, issuer, expiresAt, claims }) => ({
        id: tokenCallerId(subject, issuer),
        access: accessFor({ claims }),
        expiresAt,
        credential: null,
        claims: namedClaims(policy, claims),
      }));
    },
    isStillValid: ({ id, credential }) =>
      credential === null || keys?.get(credential, clock.now())?.name === identityOf({ id }).name,
    isCurrent: ({ access }) => made.has(access),
    expiryOf: ({ credential, expiresAt }) =>
      credential === null ? expiresAt : (keys?.get(credential, clock.now())?.expiresAt ?? null),
    presentAccess: ({ id, credential, claims }) => {
      const { kind, name } = identityOf({ id });
      if (kind === 'API_KEY') {
        const key = credential === null ? undefined : keys?.get(credential, clock.now());
        if (!key) throw new UnauthenticatedError('The API key of the caller was removed or has expired.');
        // Limits and the audit log would go on with the earlier name.
        if (key.name !== name) throw new UnauthenticatedError('The API key of the caller now has another name.');
        return accessFor({ key: key.name });
      }
      if (kind === 'ANONYMOUS')
        throw new UnauthenticatedError('The caller was anonymous, and authentication is required.');
      if (!claims || !tokens?.accepts(claims['iss']))
        throw new UnauthenticatedError('Tokens of the issuer of the caller are no longer accepted.');
      const unknown = policy.claimPaths.find((path) => !Object.hasOwn(claims, path));
      if (unknown === undefined) return accessFor({ claims });
      // A rule for this claim may deny what the others allow.
      throw new ForbiddenError(
        `The policy (POLICY_FILE) now names the claim ${unknown}, which was not stored of the caller.`,
      );
    },
  };
}

/** A token can have many more, and personal ones. */
const namedClaims = ({ claimPaths }: Policy, claims: Claims): Claims => ({
  iss: claims['iss'],
  ...Object.fromEntries(claimPaths.map((path) => [path, claimAt(claims, path) ?? null])),
});
