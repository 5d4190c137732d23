// The refusal of a token: the reason for the metric, and for the log the value that is wrong.
import type { errors as JoseErrors } from 'jose';
import { CredentialsRefusedError, type RefusalReason } from './refusal.ts';

export const tokenRefusal = (reason: RefusalReason, detail: string): CredentialsRefusedError =>
  new CredentialsRefusedError('The token is invalid or has expired.', reason, detail);

/** By the code of the library's error. `header` is what the token claims of its key. */
export function refusalOf(error: JoseErrors.AnyJOSEError, header: string): CredentialsRefusedError {
  switch (error.code) {
    case 'ERR_JWT_EXPIRED':
      return tokenRefusal('token_expired', claimOf(error));
    case 'ERR_JWT_CLAIM_VALIDATION_FAILED':
      return tokenRefusal(reasonByClaim[error.claim] ?? 'token_claim', claimOf(error));
    default:
      return tokenRefusal(reasonByCode[error.code] ?? 'token_malformed', `${error.message}${header}`);
  }
}

const reasonByClaim: Readonly<Record<string, RefusalReason>> = {
  iss: 'token_issuer',
  nbf: 'token_not_yet_valid',
};

const reasonByCode: Readonly<Record<string, RefusalReason>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'token_algorithm',
  ERR_JOSE_NOT_SUPPORTED: 'token_algorithm',
  ERR_JWKS_INVALID: 'token_key_unknown',
  ERR_JWKS_NO_MATCHING_KEY: 'token_key_unknown',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'token_signature',
};

const claimOf = ({ message, payload, claim }: JoseErrors.JWTClaimValidationFailed | JoseErrors.JWTExpired): string =>
  `${message}: ${shown(payload[claim])}`;

const longestShown = 200;

/** The value of a claim for the log. The issuer signed it. */
export const shown = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, longestShown);
