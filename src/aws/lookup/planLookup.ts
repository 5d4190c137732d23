// The plan of a lookup: which calls find many things by key. AWS has no batch describe, but a page of a list answers many
// keys at once if they are close together. Pages come one after another, describes side by side. Pure. It guarantees
// (docs/adr/0042-lookups-know-response-times.md):
// - Calls: n things cost at most n + 1, wherever they are in the list.
// - Time: at most 1.3 times that of n describes and 100 ms more. Where the things are evenly spread over the list, or its
//   first ones, the same holds against reading the list. Near the rate limit of the describes, fewer calls win.
// - Of plans whose times differ by less, the one with fewer calls is chosen. So the choice does not depend on noise.

export interface Progress {
  /** How many things are wanted, and how many of them are missing. */
  wanted: number;
  missing: number;
  /** How many wanted things each page contained, oldest page first. */
  found: readonly number[];
  /** Whether the list continues. */
  hasMore: boolean;
  /** How many describes were sent, and how many of them are in flight. */
  sent: number;
  inFlight: number;
  /** How many missing things no describe was sent for. */
  unsent: number;
}

/** What can be expected of AWS at the moment. */
export interface Outlook {
  /** Response times in milliseconds. */
  pageTime: number;
  describeTime: number;
  /** Describes in flight at once. */
  concurrency: number;
  /** Describes that are queued already. */
  queued: number;
  /** How many more describes their rate allows at once. */
  available: number;
}

/** `page`: the next page. `both`: the next page, and the describes of all missing things at the same time. */
export type Step = 'page' | 'describe' | 'both';

/** Up to so many things are described at once. A page that contains two of them saves one call, and one without any costs one. */
const maxDescribed = 2;

/** A page with fewer wanted things than this was no cheaper than describing them. */
const minPerPage = 2;

/** A plan is slow if it takes this many times as long as another one, and 100 ms more: a user notices that. */
const slowFactor = 1.2;
const noticeable = 100;
const promisedFactor = 1.3;

/** Milliseconds of CPU time that a describe takes. They add up: describes are side by side at AWS, not in this process. */
const ownTime = 0.5;

/** The longest time that is not slow. Stricter than the promise, because pages may have fewer things than expected. */
const tolerated = (time: number): number => slowFactor * time + noticeable;

/** The longest time that is promised. */
const promised = (time: number): number => promisedFactor * time + noticeable;

/** Milliseconds that these describes take. Responses that come together are processed one after another. */
function timeToDescribe(count: number, { describeTime, concurrency, queued }: Outlook): number {
  const rounds = Math.ceil((queued + count) / concurrency);
  const ofAws = rounds * (describeTime + ownTime) + Math.min(count, concurrency) * ownTime;
  return Math.max(ofAws, describeTime + count * ownTime);
}

/** Without an outlook, nobody waits, and only calls count. */
export function planLookup(progress: Progress, outlook: Outlook | null): Step {
  const { wanted, missing, found, hasMore, sent, inFlight, unsent } = progress;
  const pages = found.length;
  const known = found.reduce((sum, count) => sum + count, 0);
  const last = found.at(-1);
  // The next page may contain none of them: then the calls are n + 1.
  if (!hasMore || missing === 0 || wanted <= maxDescribed || pages + sent + unsent > wanted) return 'describe';
  const cheapest = missing > maxDescribed && (last === undefined || last >= minPerPage) ? 'page' : 'describe';
  if (!outlook || unsent > outlook.available) return cheapest;

  const { pageTime } = outlook;
  const describing = timeToDescribe(inFlight + unsent, outlook);
  // The next page may have as many as an average one.
  const reading = pageTime * (known === 0 ? 1 : Math.ceil((missing * pages) / known));
  const isReadingFast = describing > tolerated(reading);
  if (cheapest === 'page' ? reading > tolerated(describing) : !isReadingFast) return 'describe';
  // It may also have none of them, which is no expectation: the promise has room for it.
  const isSafe = (pages + 1) * pageTime + describing <= promised(timeToDescribe(wanted, outlook));
  if (isSafe) return 'page';
  return isReadingFast ? 'both' : 'describe';
}
