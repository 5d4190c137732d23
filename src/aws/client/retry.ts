// Retry rules: which failed calls may be sent again, and when. Repeatable calls: whatever the SDK or the status shows to be
// transient, but not LimitExceededException, which is a quota and costs 1.7 s of useless waiting. Calls that must happen once:
// none that AWS may have executed. InitiateJob has no idempotency token, and every repeat of an executed one is another paid job.
import { isClockSkewCorrectedError, isClockSkewError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { backoff, fullJitter } from '../../core/backoff.ts';
import { isTransientStatus, responseStatus } from './responseStatus.ts';

/** Failures before any byte of the request is sent, whatever the reason: no route, no file descriptor, unknown host. */
const beforeSending: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);

/** OpenSSL's and Node's codes of a certificate that is not accepted: the handshake ends before the request is sent. */
const certificateError = /^(CERT_|DEPTH_ZERO_|ERR_TLS_CERT_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_)/;

/** Errors of outdated credentials. With a wrong clock, AWS reports errors of the date instead. */
const outdated: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
]);

/** The SDK's errors for names that lead to no endpoint, or that have no form in a URL. */
const unwritableNames: ReadonlySet<string> = new Set(['EndpointError', 'InvalidBucketName', 'URIError']);

/** Node's codes for values that have no form in a path or a header. */
const unwritableCodes: ReadonlySet<string> = new Set(['ERR_INVALID_CHAR', 'ERR_UNESCAPED_CHARACTERS']);

/** Of the SDK, for a part of a path. */
const emptyLabel = /^(?:No|Empty) value provided for input HTTP label/;

/** The request could not be written: nothing was sent, and AWS has not failed. */
export const isUnwritable = (error: unknown): boolean =>
  responseStatus(error) === undefined &&
  (unwritableNames.has(nameOf(error)) || unwritableCodes.has(codeOf(error)) || emptyLabel.test(messageOf(error)));

/** `repeatable` calls may be sent again, `once` calls must not happen twice. */
export type RetryRule = 'repeatable' | 'once';

export const maxAttempts = 3;

/** In milliseconds, as the SDK's: doubled for each retry, then multiplied by a random factor below 1. */
const baseDelays = { transient: 50, throttled: 1_000 };
const maxDelay = 20_000;

export type RetryCause = keyof typeof baseDelays;

const syscallOf = (error: unknown): string => String((error as { syscall?: unknown } | undefined)?.syscall);
const codeOf = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code);
const nameOf = (error: unknown): string => String((error as { name?: unknown } | undefined)?.name);
const messageOf = (error: unknown): string => String((error as { message?: unknown } | undefined)?.message);

/** For a host with several addresses, Node tries them in turn and reports all failures. */
export const isNeverSent = (error: unknown): boolean =>
  error instanceof AggregateError
    ? error.errors.length > 0 && error.errors.every(isNeverSent)
    : beforeSending.has(syscallOf(error)) || certificateError.test(codeOf(error));

export const isThrottle = (error: unknown): boolean =>
  nameOf(error) !== 'LimitExceededException' && isThrottlingError(error as SdkError);

export const isOutdated = (error: unknown): boolean => outdated.has(nameOf(error));

/**
 * Refused for its date, which the SDK has corrected since. Checked by name: with a wrong clock the SDK marks every error
 * as corrected, including one that came after the execution.
 */
const isClockSkew = (error: unknown): boolean =>
  isClockSkewError(error as SdkError) && Boolean(isClockSkewCorrectedError(error as SdkError));

/** The reason for a retry; null if there must be none. */
export function retryCause(error: unknown, rule: RetryRule): RetryCause | null {
  if (nameOf(error) === 'LimitExceededException') return null;
  if (isClockSkew(error)) return 'transient';
  if (rule === 'once') return null;
  if (isThrottle(error)) return 'throttled';
  const refused = isClockSkewCorrectedError(error as SdkError) && (error as SdkError).$fault === 'client';
  const isTransient = isTransientError(error as SdkError) || isTransientStatus(responseStatus(error));
  return isTransient && !refused ? 'transient' : null;
}

/** Milliseconds before the next attempt, after so many. */
export const retryDelay = (attempts: number, cause: RetryCause, random: () => number = Math.random): number =>
  Math.floor(fullJitter(backoff(attempts, { first: baseDelays[cause], longest: maxDelay }), random));
