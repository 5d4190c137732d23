// An authenticator that reports each refusal with its reason, whatever transport the credentials came by.
import { ForbiddenError, ServiceUnavailableError } from '../core/errors.ts';
import { recover } from '../core/maybePromise.ts';
import type { Authenticator } from './authenticator.ts';
import { CredentialsRefusedError, type RefusalReason } from './refusal.ts';

export interface Refusal {
  reason: RefusalReason;
  detail: string | undefined;
}

/** `current` returns the authenticator that decides now: a reload puts another one in its place. */
export const reportRefusals = (current: () => Authenticator, report: (refusal: Refusal) => void): Authenticator => ({
  get isRequired() {
    return current().isRequired;
  },
  get rights() {
    return current().rights;
  },
  authenticate: (credentials) =>
    recover(
      () => current().authenticate(credentials),
      (error) => {
        const refusal = refusalOf(error);
        if (refusal) report(refusal);
        throw error;
      },
    ),
  isStillValid: (earlier) => current().isStillValid(earlier),
  presentAccess: (earlier) => current().presentAccess(earlier),
  expiryOf: (earlier) => current().expiryOf(earlier),
  isCurrent: (caller) => current().isCurrent(caller),
});

/** Undefined for a bug. */
function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof CredentialsRefusedError) return { reason: error.reason, detail: error.detail };
  if (error instanceof ForbiddenError) return { reason: 'no_permission', detail: undefined };
  if (error instanceof ServiceUnavailableError) return { reason: 'issuer_unreachable', detail: undefined };
  return undefined;
}
