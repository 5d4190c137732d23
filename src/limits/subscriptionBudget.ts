// What the events of a subscription may cost, from its first to its last: in each minute as much as one query. An event is
// executed once for all subscribers of its broadcast, so their number does not matter. The polls of watches do not count.
import type { Clock } from '../core/clock.ts';
import { RateLimitedError } from '../core/errors.ts';

/** The AWS calls that an event may make. */
export interface CallAllowance {
  /** Throws a RateLimitedError if no call is left. */
  check(): void;
  /** Counts calls that were sent. */
  spend(calls: number): void;
}

export interface EventAllowance extends CallAllowance {
  /** Whether a call was refused. */
  readonly hasRefused: boolean;
  /** Whether what was refused would be allowed now: the event would contain more if it were executed again. */
  isOutdated(): boolean;
}

export interface SubscriptionLimits {
  /** MAX_AWS_CALLS. */
  awsCalls: number;
  /** MAX_NODES. */
  nodes: number;
}

/** In milliseconds. It begins with the first event after the one before has ended. */
const windowLength = 60_000;

const callsUsed = (limit: number): string =>
  `The events of the subscription have made the ${limit} AWS calls of this minute (MAX_AWS_CALLS). Select fewer fields that need a call, or follow fewer jobs.`;

const nodesUsed = (limit: number): string =>
  `The events of the subscription have the ${limit} nodes of this minute (MAX_NODES). Select shorter lists, or follow fewer jobs.`;

export class SubscriptionBudget {
  readonly #limits: SubscriptionLimits;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #onExceeded: () => void;
  #window = { endsAt: Number.NEGATIVE_INFINITY, calls: 0, nodes: 0, isExceeded: false };

  /** `onExceeded` is called at most once in each window. */
  constructor(limits: SubscriptionLimits, clock: Pick<Clock, 'now'>, onExceeded: () => void = () => {}) {
    this.#limits = limits;
    this.#clock = clock;
    this.#onExceeded = onExceeded;
  }

  /** The allowance of one event that may contain so many nodes of lists. Without nodes left, it has no calls either. */
  beginEvent(nodes: number): EventAllowance {
    const { awsCalls, nodes: maxNodes } = this.#limits;
    const now = () => this.#clock.now();
    const present = this.#windowAt(now());
    const hasNodes = present.nodes + nodes <= maxNodes;
    if (hasNodes) present.nodes += nodes;
    let refusedUntil: number | null = null;
    return {
      check: () => {
        const window = this.#windowAt(now());
        if (hasNodes && window.calls < awsCalls) return;
        refusedUntil = window.endsAt;
        this.#reportExcess(window);
        const message = hasNodes ? callsUsed(awsCalls) : nodesUsed(maxNodes);
        throw new RateLimitedError(message, Math.max(1, Math.ceil((window.endsAt - now()) / 1000)));
      },
      spend: (calls) => {
        this.#windowAt(now()).calls += calls;
      },
      get hasRefused() {
        return refusedUntil !== null;
      },
      isOutdated: () => refusedUntil !== null && now() >= refusedUntil,
    };
  }

  /** Whether a new budget would allow more. */
  get isInUse(): boolean {
    const { endsAt, calls, nodes } = this.#window;
    return calls + nodes > 0 && this.#clock.now() < endsAt;
  }

  #windowAt(now: number) {
    if (now >= this.#window.endsAt)
      this.#window = { endsAt: now + windowLength, calls: 0, nodes: 0, isExceeded: false };
    return this.#window;
  }

  #reportExcess(window: { isExceeded: boolean }): void {
    if (window.isExceeded) return;
    window.isExceeded = true;
    this.#onExceeded();
  }
}
