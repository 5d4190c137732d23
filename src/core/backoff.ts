// Exponential backoff and jitter: the pauses between attempts.
// https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/

/** In milliseconds, or any other unit of time. */
export interface BackoffBounds {
  /** The pause after the first failed attempt. Each further one doubles it. */
  first: number;
  /** No bound if omitted. */
  longest?: number;
}

/** The pause after so many failed attempts, at least one, without jitter. */
export const backoff = (attempts: number, { first, longest = Number.POSITIVE_INFINITY }: BackoffBounds): number =>
  Math.min(longest, first * 2 ** (attempts - 1));

/** From zero to the whole pause: spreads the attempts of many callers most. */
export const fullJitter = (pause: number, random: () => number = Math.random): number => random() * pause;

/** From half the pause to the whole: for a wait that must have a least length. */
export const equalJitter = (pause: number, random: () => number = Math.random): number => pause * (0.5 + random() / 2);
