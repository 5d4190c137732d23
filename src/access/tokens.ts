// JSON Web Tokens, by the keys of one issuer. What a token says of where its key is, is not listened to: only its kid
// and algorithm choose among the issuer's own.
import type { JSONWebKeySet, JWTPayload } from 'jose';
import type { Clock } from '../core/clock.ts';
import { UnauthenticatedError } from '../core/errors.ts';
import { createKeySet } from './keySet.ts';

export interface TokenRules {
  issuer: string;
  audience: string;
  algorithms: readonly string[];
}

export interface ProvenToken {
  subject: string;
  /** In milliseconds since 1970. */
  expiresAt: number;
  claims: JWTPayload;
}

export interface Tokens {
  /** Rejects with UnauthenticatedError, or with ServiceUnavailableError where the issuer cannot be asked. */
  prove(token: string): Promise<ProvenToken>;
}

/** How far clocks may be apart, in seconds. */
const tolerance = 5;

const longestSubject = 256;

const isToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

const refused = () => new UnauthenticatedError('The token is not valid here.');

export function createTokens(
  { issuer, audience, algorithms }: TokenRules,
  fetchKeys: () => Promise<JSONWebKeySet>,
  clock: Pick<Clock, 'now'>,
): Tokens {
  const keySet = createKeySet(fetchKeys, clock);
  /** What the library has read of keys stays with them. */
  const readers = new WeakMap<JSONWebKeySet, ReturnType<typeof import('jose')['createLocalJWKSet']>>();

  return {
    prove: async (token) => {
      if (!isToken(token)) throw refused();
      // Loaded where it is configured only: it would make every start slower.
      const { createLocalJWKSet, errors, jwtVerify } = await import('jose');
      const verifyBy = (keys: JSONWebKeySet) => {
        const reader = readers.get(keys) ?? createLocalJWKSet(keys);
        readers.set(keys, reader);
        return jwtVerify(token, reader, {
          issuer,
          audience,
          algorithms: [...algorithms],
          requiredClaims: ['exp', 'sub'],
          clockTolerance: tolerance,
          currentDate: new Date(clock.now()),
        });
      };
      const verify = async () => {
        const keys = await keySet.current();
        try {
          return await verifyBy(keys);
        } catch (error) {
          if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
          const renewed = await keySet.renewed();
          if (renewed === keys) throw error;
          return verifyBy(renewed);
        }
      };
      try {
        const { payload } = await verify();
        const { sub, exp } = payload;
        if (typeof sub !== 'string' || sub === '' || sub.length > longestSubject || exp === undefined) throw refused();
        return { subject: sub, expiresAt: exp * 1000, claims: payload };
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) throw refused();
        throw error;
      }
    },
  };
}
