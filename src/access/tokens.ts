// Verification of JSON Web Tokens with the keys of one issuer. A token's own hints about where its key is are ignored: only
// its kid and algorithm select among the issuer's keys.
import type { JSONWebKeySet, JWTPayload } from 'jose';
import type { Clock } from '../core/clock.ts';
import { UnauthenticatedError } from '../core/errors.ts';
import { createKeySet } from './keySet.ts';

export interface TokenRules {
  issuer: string;
  audience: string;
  algorithms: readonly string[];
}

export interface VerifiedToken {
  subject: string;
  /** In milliseconds since 1970. */
  expiresAt: number;
  claims: JWTPayload;
}

export interface Tokens {
  /** Rejects with UnauthenticatedError, or with ServiceUnavailableError if the issuer cannot be reached. */
  verify(token: string): Promise<VerifiedToken>;
}

/** The tolerated clock difference, in seconds. */
const clockTolerance = 5;

const maxSubjectLength = 256;

const isToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

const invalid = () => new UnauthenticatedError('The token is invalid or has expired.');

export function createTokens(
  { issuer, audience, algorithms }: TokenRules,
  fetchKeys: () => Promise<JSONWebKeySet>,
  clock: Pick<Clock, 'now'>,
): Tokens {
  const keySet = createKeySet(fetchKeys, clock);
  /** The library's parsed keys, cached per key set. */
  const verifiers = new WeakMap<JSONWebKeySet, ReturnType<typeof import('jose')['createLocalJWKSet']>>();

  return {
    verify: async (token) => {
      if (!isToken(token)) throw invalid();
      // Loaded only if tokens are configured, because it slows the start of the process.
      const { createLocalJWKSet, errors, jwtVerify } = await import('jose');
      const verifyWith = (keys: JSONWebKeySet) => {
        const verifier = verifiers.get(keys) ?? createLocalJWKSet(keys);
        verifiers.set(keys, verifier);
        return jwtVerify(token, verifier, {
          issuer,
          audience,
          algorithms: [...algorithms],
          requiredClaims: ['exp', 'sub'],
          clockTolerance,
          currentDate: new Date(clock.now()),
        });
      };
      const verifyWithCurrentKeys = async () => {
        const keys = await keySet.current();
        try {
          return await verifyWith(keys);
        } catch (error) {
          if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
          const renewed = await keySet.renewed();
          if (renewed === keys) throw error;
          return verifyWith(renewed);
        }
      };
      try {
        const { payload } = await verifyWithCurrentKeys();
        const { sub, exp } = payload;
        if (typeof sub !== 'string' || sub === '' || sub.length > maxSubjectLength || exp === undefined)
          throw invalid();
        return { subject: sub, expiresAt: exp * 1000, claims: payload };
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) throw invalid();
        throw error;
      }
    },
  };
}
