// Why a sign-in failed, in plain words. Pure.
import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from 'oauth4webapi';

/** Of a provider that takes no token requests for a moment: what it was asked may succeed later. */
const passing = ['temporarily_unavailable', 'server_error'];

/** Whether the provider has decided: the same request would fail again. Otherwise it cannot be reached, or is failing. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError)) return false;
  if (error instanceof ResponseBodyError && passing.includes(error.error)) return false;
  return error.status < 500 && error.status !== 429;
}

/** What the page says. Texts of the provider are part of it only if they came with the right state. */
export function wordsOf(error: unknown): string {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const { error: code, error_description: description } = error;
    return `The identity provider has refused the sign-in: ${description ? `${description} (${code})` : code}`;
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return `The answer of the identity provider is not valid for this sign-in: ${error.message}. Sign in again.`;
  }
  return 'The identity provider cannot be reached, or does not accept requests of this page. Sign in again.';
}
