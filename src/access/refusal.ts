// Why credentials are refused, for the operator. Callers do not learn it: their message is the same for every token.
import { UnauthenticatedError } from '../core/errors.ts';

/** A bounded set, because the reason is a label of a metric. */
export const refusalReasons = {
  credentials_missing: 'the request has no credentials, or not in a form that is read',
  credentials_ambiguous: 'the request has two kinds of credentials',
  key_unknown: 'the API key is in no entry of API_KEYS_FILE',
  key_expired: 'the API key has expired',
  token_malformed: 'the credential is not a JSON Web Token',
  token_algorithm: 'JWT_ALGORITHMS does not contain the algorithm of the signature',
  token_key_unknown: 'the key set of the issuer has no key for the token',
  token_signature: 'the signature is wrong',
  token_type: 'JWT_TOKEN_TYPES does not contain the type of the token',
  token_issuer: 'the token is of another issuer than JWT_ISSUER',
  token_audience: 'the token is for another audience than JWT_AUDIENCE',
  token_expired: 'the token has expired',
  token_not_yet_valid: 'the token is not valid yet',
  token_subject: 'the token does not identify a caller by JWT_SUBJECT_CLAIM',
  token_claim: 'a required claim is missing or has another value',
  issuer_unreachable: 'the keys of the issuer (JWT_JWKS_URL) cannot be read',
  no_permission: 'the policy has no entry for the caller',
} as const;

export type RefusalReason = keyof typeof refusalReasons;

/** Credentials that are missing or invalid. `detail` is for the log; it contains no credentials. */
export class CredentialsRefusedError extends UnauthenticatedError {
  constructor(
    message: string,
    readonly reason: RefusalReason,
    readonly detail?: string,
  ) {
    super(message);
  }
}
