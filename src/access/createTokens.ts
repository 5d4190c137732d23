// Verification of JSON Web Tokens: first by the keys of one issuer, then by the rules of this deployment.
import type { JWTPayload, JWTVerifyResult } from 'jose';
import type { Clock } from '../core/clock.ts';
import { claimAt, hasClaim } from './claims.ts';
import type { KeySet } from './createKeySet.ts';
import { subjectOf } from './subjectOf.ts';
import { shown, tokenRefusal } from './tokenRefusal.ts';
import { verifySignature } from './verifySignature.ts';

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
  /** Whether tokens of the issuer are accepted. */
  accepts(issuer: unknown): boolean;
}

/** `clock` has the date, which is compared with the times in tokens. */
export function createTokens(rules: TokenRules, keySet: KeySet, clock: Pick<Clock, 'now'>): Tokens {
  return {
    verify: async (token) => {
      if (!isToken(token)) throw tokenRefusal('token_malformed', 'not three parts in base64url');
      const verified = await verifySignature(token, keySet, {
        issuer: [...rules.issuers],
        algorithms: [...rules.algorithms],
        requiredClaims: ['exp'],
        clockTolerance: rules.clockTolerance,
        currentDate: new Date(clock.now()),
      });
      return checkRules(verified, rules);
    },
    accepts: (issuer) => typeof issuer === 'string' && rules.issuers.includes(issuer),
  };
}

const isToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

/** What the library does not check. */
function checkRules({ payload, protectedHeader }: JWTVerifyResult, rules: TokenRules): VerifiedToken {
  const { issuers, types, audiences, audienceClaim, subjectClaim, requiredClaims } = rules;
  const { iss = null, exp = 0 } = payload;
  if (types && !types.some((type) => typeOf(type) === typeOf(protectedHeader.typ))) {
    throw tokenRefusal('token_type', `typ is ${shown(protectedHeader.typ)}`);
  }
  const audience = claimAt(payload, audienceClaim);
  const named: unknown[] = Array.isArray(audience) ? audience : [audience];
  if (!audiences.some((each) => named.includes(each))) {
    throw tokenRefusal('token_audience', `${audienceClaim} is ${shown(audience)}`);
  }
  const missing = requiredClaims.find(({ claim, value }) => !hasClaim(payload, claim, value));
  if (missing) throw tokenRefusal('token_claim', `${missing.claim} is ${shown(claimAt(payload, missing.claim))}`);
  const identified = subjectOf(payload, subjectClaim);
  if ('fault' in identified) throw tokenRefusal('token_subject', identified.fault);
  if (exp > latestExpiry)
    throw tokenRefusal('token_claim', `exp is ${exp}, which is not a time in seconds before the year 10000`);
  const issuer = issuers.length > 1 ? iss : null;
  return { subject: identified.subject, issuer, expiresAt: exp * 1000, claims: payload };
}

/** In seconds since 1970. A later exp has a year of five digits; an issuer may have sent milliseconds. */
const latestExpiry = Date.UTC(9999, 11, 31) / 1000;

/** https://www.rfc-editor.org/rfc/rfc7515#section-4.1.9: `application/` may be omitted. */
const typeOf = (type: unknown): string =>
  typeof type === 'string' ? type.toLowerCase().replace(/^application\//, '') : '';
