// Verification of JSON Web Tokens with the keys of one issuer. A token's own hints about where its key is are ignored: only
// its kid and algorithm select among the issuer's keys.
import type { errors as JoseErrors, JSONWebKeySet, JWTPayload, JWTVerifyResult } from 'jose';
import type { Clock } from '../core/clock.ts';
import type { OutageLogger } from '../core/createOutageLog.ts';
import { claimAt, hasClaim } from './claims.ts';
import { createKeySet } from './keySet.ts';
import { CredentialsRefusedError, type RefusalReason } from './refusal.ts';
import { subjectOf } from './subjectOf.ts';

export interface TokenRules {
  /** Each may be the claim iss. They share one key set. */
  issuers: readonly string[];
  /** The audience claim has to name one of them. */
  audiences: readonly string[];
  /** The name or path of the audience claim. */
  audienceClaim: string;
  /** The name or path of the claim that identifies the caller. */
  subjectClaim: string;
  algorithms: readonly string[];
  /** The values of the header typ that are accepted; undefined for every type. */
  types: readonly string[] | undefined;
  /** Claims that a token must have. */
  requiredClaims: readonly RequiredClaim[];
  /** The tolerated clock difference, in seconds. */
  clockTolerance: number;
}

export interface RequiredClaim {
  /** The name or path. */
  claim: string;
  /** What it must equal or contain. */
  value: string;
}

export interface VerifiedToken {
  subject: string;
  /** If several issuers are configured: each of them may have the same subject. Otherwise null. */
  issuer: string | null;
  /** In milliseconds since 1970. */
  expiresAt: number;
  claims: JWTPayload;
}

export interface Tokens {
  /** Rejects with a CredentialsRefusedError, or with ServiceUnavailableError if the issuer cannot be reached. */
  verify(token: string): Promise<VerifiedToken>;
}

type LocalKeySet = ReturnType<typeof import('jose')['createLocalJWKSet']>;

/** In seconds since 1970. A later exp has a year of five digits; an issuer may have sent milliseconds. */
const latestExpiry = Date.UTC(9999, 11, 31) / 1000;

const isToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

const refusal = (reason: RefusalReason, detail?: string) =>
  new CredentialsRefusedError('The token is invalid or has expired.', reason, detail);

export function createTokens(
  rules: TokenRules,
  fetchKeys: () => Promise<JSONWebKeySet>,
  clock: Pick<Clock, 'now'>,
  log: OutageLogger,
): Tokens {
  const keySet = createKeySet(fetchKeys, clock, log);
  /** The library's parsed keys, cached per key set. */
  const verifiers = new WeakMap<JSONWebKeySet, LocalKeySet>();

  return {
    verify: async (token) => {
      if (!isToken(token)) throw refusal('token_malformed', 'not three parts in base64url');
      // Loaded only if tokens are configured, because it slows the start of the process.
      const { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } = await import('jose');
      /** What selects the key, as the token claims. */
      const headerOf = (text: string): string => {
        try {
          const { alg, kid } = decodeProtectedHeader(text);
          return `: alg is ${shown(alg)}, kid is ${shown(kid)}`;
        } catch {
          return '';
        }
      };
      const options = {
        issuer: [...rules.issuers],
        algorithms: [...rules.algorithms],
        requiredClaims: ['exp'],
        clockTolerance: rules.clockTolerance,
        currentDate: new Date(clock.now()),
      };
      /** The library has errors of its own for tokens. Any other is about the key, for example that it is too short. */
      const verifyBy = async (key: CryptoKey | LocalKeySet): Promise<JWTVerifyResult> => {
        try {
          return await (typeof key === 'function' ? jwtVerify(token, key, options) : jwtVerify(token, key, options));
        } catch (error) {
          if (error instanceof errors.JOSEError) throw error;
          throw refusal(
            'token_key_unknown',
            `the key of the issuer cannot be used: ${String(error)}${headerOf(token)}`,
          );
        }
      };
      const verifyWith = async (keys: JSONWebKeySet): Promise<JWTVerifyResult> => {
        const verifier = verifiers.get(keys) ?? createLocalJWKSet(keys);
        verifiers.set(keys, verifier);
        try {
          return await verifyBy(verifier);
        } catch (error) {
          if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
          // A token without kid, and an issuer with several keys of its algorithm.
          for await (const key of error) {
            const verified = await verifyBy(key).catch((reason: unknown) => {
              const isOtherKey = reason instanceof errors.JWSSignatureVerificationFailed;
              if (!isOtherKey && !(reason instanceof CredentialsRefusedError)) throw reason;
              return null;
            });
            if (verified) return verified;
          }
          throw new errors.JWSSignatureVerificationFailed();
        }
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
        return checkToken(await verifyWithCurrentKeys(), rules);
      } catch (error) {
        if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) {
          throw refusal(refusalReasonOf(error), `${error.message}: ${shown(error.payload[error.claim])}`);
        }
        if (error instanceof errors.JOSEError)
          throw refusal(refusalReasonOf(error), `${error.message}${headerOf(token)}`);
        throw error;
      }
    },
  };
}

/** What the library does not check. */
function checkToken({ payload, protectedHeader }: JWTVerifyResult, rules: TokenRules): VerifiedToken {
  const { issuers, types, audiences, audienceClaim, subjectClaim, requiredClaims } = rules;
  const { iss = null, exp = 0 } = payload;
  if (types && !types.some((type) => typeOf(type) === typeOf(protectedHeader.typ))) {
    throw refusal('token_type', `typ is ${shown(protectedHeader.typ)}`);
  }
  const audience = claimAt(payload, audienceClaim);
  const named: unknown[] = Array.isArray(audience) ? audience : [audience];
  if (!audiences.some((each) => named.includes(each))) {
    throw refusal('token_audience', `${audienceClaim} is ${shown(audience)}`);
  }
  const missing = requiredClaims.find(({ claim, value }) => !hasClaim(payload, claim, value));
  if (missing) throw refusal('token_claim', `${missing.claim} is ${shown(claimAt(payload, missing.claim))}`);
  const identified = subjectOf(payload, subjectClaim);
  if ('fault' in identified) throw refusal('token_subject', identified.fault);
  if (exp > latestExpiry)
    throw refusal('token_claim', `exp is ${exp}, which is not a time in seconds before the year 10000`);
  const issuer = issuers.length > 1 ? iss : null;
  return { subject: identified.subject, issuer, expiresAt: exp * 1000, claims: payload };
}

/** https://www.rfc-editor.org/rfc/rfc7515#section-4.1.9: `application/` may be omitted. */
const typeOf = (type: unknown): string =>
  typeof type === 'string' ? type.toLowerCase().replace(/^application\//, '') : '';

const longestShown = 200;

/** The value of a claim for the log. The issuer signed it. */
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, longestShown);

/** The reason by the code of the library's error. */
function refusalReasonOf(error: InstanceType<typeof JoseErrors.JOSEError>): RefusalReason {
  if (error.code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') {
    return byClaim[(error as InstanceType<typeof JoseErrors.JWTClaimValidationFailed>).claim] ?? 'token_claim';
  }
  return byCode[error.code] ?? 'token_malformed';
}

const byClaim: Readonly<Record<string, RefusalReason>> = {
  iss: 'token_issuer',
  nbf: 'token_not_yet_valid',
};

const byCode: Readonly<Record<string, RefusalReason>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'token_algorithm',
  ERR_JOSE_NOT_SUPPORTED: 'token_algorithm',
  ERR_JWKS_INVALID: 'token_key_unknown',
  ERR_JWKS_NO_MATCHING_KEY: 'token_key_unknown',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'token_signature',
  ERR_JWT_EXPIRED: 'token_expired',
};
