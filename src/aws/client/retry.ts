// Which failed calls may be sent again, and when. Reads: what the SDK thinks transient, but not LimitExceededException,
// which is a quota and costs 1.7 s of useless waiting. Starts: none that AWS may have taken up, because InitiateJob has no
// idempotency token and every repeat of an executed one is another paid job; who starts must know of each try.
import { isClockSkewCorrectedError, isClockSkewError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { backoff, fullJitter } from '../../core/backoff.ts';

/** What fails before any byte of the request has left, whatever the reason: no route, no file descriptor, no such name. */
const beforeSending: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);

/** What says that credentials are not those of now; with a clock that is wrong it is said of the time, not of them. */
const outdated: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
]);

/** One set for what may be sent again, one for what must not happen twice. */
export type Repeat = 'repeatable' | 'once';

export const maxAttempts = 3;

/** In milliseconds, as the SDK's: each doubles with every repeat, and chance takes any part of it. */
const pauses = { transient: 50, throttled: 1_000 };
const longestPause = 20_000;

export type Cause = keyof typeof pauses;

const syscallOf = (error: unknown): string => String((error as { syscall?: unknown } | undefined)?.syscall);
const nameOf = (error: unknown): string => String((error as { name?: unknown } | undefined)?.name);

/** Where a name has several addresses, Node tries them in turn, and tells of all. */
export const isNeverSent = (error: unknown): boolean =>
  error instanceof AggregateError
    ? error.errors.length > 0 && error.errors.every(isNeverSent)
    : beforeSending.has(syscallOf(error));

export const isThrottle = (error: unknown): boolean =>
  nameOf(error) !== 'LimitExceededException' && isThrottlingError(error as SdkError);

export const isOutdated = (error: unknown): boolean => outdated.has(nameOf(error));

/**
 * Refused for its date, which the SDK has corrected since. By name: with a clock that is wrong the SDK says of every error
 * that it has corrected it, also of one that came after the work.
 */
const isOfAnotherTime = (error: unknown): boolean =>
  isClockSkewError(error as SdkError) && Boolean(isClockSkewCorrectedError(error as SdkError));

/** What a repeat would be for; null where there must be none. */
export function causeToRepeat(error: unknown, repeat: Repeat): Cause | null {
  if (nameOf(error) === 'LimitExceededException') return null;
  if (isOfAnotherTime(error)) return 'transient';
  if (repeat === 'once') return null;
  if (isThrottle(error)) return 'throttled';
  const refused = isClockSkewCorrectedError(error as SdkError) && (error as SdkError).$fault === 'client';
  return isTransientError(error as SdkError) && !refused ? 'transient' : null;
}

/** Milliseconds before the next try, after so many. */
export const pauseAfter = (tries: number, cause: Cause, random: () => number = Math.random): number =>
  Math.floor(fullJitter(backoff(tries, { first: pauses[cause], longest: longestPause }), random));
