// Long work on lists, in parts between which the event loop turns: other requests, timers and sockets go on meanwhile. All
// work of one operation shares the turns, so that the lists of sixty fields do not add up to one long turn, and the bound.
import { setImmediate as nextLoopTurn } from 'node:timers/promises';
import { GatewayError } from './errors.ts';

/** Takes a few milliseconds. */
export const itemsPerTurn = 10_000;

/** Some seconds of CPU: sixty fields over lists of 160,000 jobs. */
const defaultMaxItems = 10_000_000;

export class WorkInTurns {
  readonly #maxItems: number;
  readonly #takeTurn: () => Promise<void>;
  readonly #itemsPerTurn: number;
  #visited = 0;
  /** How many items the present turn may still visit. */
  #room: number;
  /** The last turn that somebody waits for; null if nobody has waited. */
  #turn: Promise<void> | null = null;

  /** `takeTurn` resolves when the next part may be done. */
  constructor(maxItems = defaultMaxItems, takeTurn: () => Promise<void> = nextLoopTurn, perTurn = itemsPerTurn) {
    this.#maxItems = maxItems;
    this.#takeTurn = takeTurn;
    this.#itemsPerTurn = perTurn;
    this.#room = perTurn;
  }

  /**
   * Waits for a turn in which the items may be visited. They are visited at once, also if a turn has fewer. `weight` is how
   * many times as long as a plain visit it takes.
   */
  async take(count: number, weight = 1): Promise<void> {
    while (!this.takeNow(count, weight)) await this.#nextTurn();
  }

  /** The same if it can be in this turn; false otherwise. */
  takeNow(count: number, weight = 1): boolean {
    if (this.#room === 0) return false;
    this.#visit(count);
    this.#room = Math.max(0, this.#room - count * weight);
    return true;
  }

  /** Visits the items in order. A short list needs no further turn. */
  async forEach<T>(items: readonly T[], visit: (item: T) => void): Promise<void> {
    this.#visit(items.length);
    for (let next = 0; next < items.length; ) {
      if (this.#room === 0) await this.#nextTurn();
      const end = Math.min(items.length, next + this.#room);
      this.#room -= end - next;
      for (; next < end; next += 1) visit(items[next] as T);
    }
  }

  #visit(count: number): void {
    this.#visited += count;
    if (this.#visited > this.#maxItems) throw tooMuchWork(this.#maxItems);
  }

  /** Each waiter gets its own turn, in the order of the calls. */
  #nextTurn(): Promise<void> {
    const turn = (this.#turn ?? Promise.resolve())
      .then(() => this.#takeTurn())
      .then(() => {
        this.#room = this.#itemsPerTurn;
      });
    this.#turn = turn;
    return turn;
  }
}

const tooMuchWork = (maxItems: number) =>
  new GatewayError(
    'BAD_USER_INPUT',
    `The operation examines more than ${maxItems} jobs, counted once for each list and filter. Select fewer fields "jobs", or filter by account, region or vault.`,
  );
