// How old what was read may be, in real time. Pure.

export interface Freshness {
  /** A reading as of this time or later is used; infinite if AWS must be asked. In milliseconds. */
  notBefore: number;
  /** Whether what an active watch follows is used, however old its pace makes it. */
  acceptsFollowed: boolean;
}

/** In seconds: what `null` means for what no watch follows. */
export const defaultMaxAgeSeconds = 10;

/** How long the next pages of a list are served from the reading of its first page, in milliseconds. */
const maxAgeOfNextPages = 60_000;

/** `firstPageAsOf` is what the first page was read as of, for a next page. */
export function freshnessOf(maxAgeSeconds: number | null, now: number, firstPageAsOf: number | null = null): Freshness {
  const seconds = maxAgeSeconds ?? defaultMaxAgeSeconds;
  const byAge = seconds > 0 ? now - seconds * 1000 : Number.POSITIVE_INFINITY;
  const byPage = firstPageAsOf === null ? byAge : Math.max(firstPageAsOf, now - maxAgeOfNextPages);
  return { notBefore: Math.min(byAge, byPage), acceptsFollowed: maxAgeSeconds === null };
}

/** What satisfies all of them. */
export const strictest = (wishes: readonly Freshness[]): Freshness => ({
  notBefore: Math.max(...wishes.map(({ notBefore }) => notBefore)),
  acceptsFollowed: wishes.every(({ acceptsFollowed }) => acceptsFollowed),
});

export const isFreshEnough = (
  { asOf, isFollowed }: { asOf: number; isFollowed: boolean },
  { notBefore, acceptsFollowed }: Freshness,
): boolean => asOf >= notBefore || (acceptsFollowed && isFollowed);
