// The CPU time of each caller. One thread serves all callers, and no runtime says which of them it works for. So the CPU time
// of the process is measured in short intervals and divided among the executions of each interval, by what each of them is
// expected to need and has not had yet. While the event loop is late, the caller beyond its share that uses most is refused.
import { ByteCache } from '../core/byteCache.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import type { Clock } from '../core/clock.ts';
import { RateLimitedError } from '../core/errors.ts';
import type { QueryCost } from '../core/queryCost.ts';

export interface CpuBudgetOptions {
  /** The share of the gateway's CPU time, in percent. */
  percent: number;
  clock: Pick<Clock, 'now'>;
  /** Called when a caller is refused that was not before. */
  onRefused?(owner: string, share: number, seconds: number): void;
}

/** In milliseconds, from one query of 20,000 nodes and one of 2,500 AWS calls on a busy machine. They are weights: the CPU time of the process is measured. */
const perExecution = 1;
const perNode = 0.04;
const perCall = 2;

/** The rest of an interval was not the work of its executions: notifications, polls, garbage of others. */
const maxExcess = 10;

/** The time over which CPU time is averaged, in milliseconds: older use counts less and less. */
const averagedOver = 10_000;

/** Two samples of the event loop, and more, in milliseconds. */
const minWait = 1_000;

/** A caller that has sent nothing for so long, in milliseconds, needs no protection. */
const presence = 10_000;

/** After so long, in milliseconds, a loop that is still late has another cause than the refused callers. */
const patience = 5_000;

interface Usage {
  /** CPU time in milliseconds, at the time `at`. */
  used: number;
  at: number;
}

interface Account extends Usage {
  lastSeen: number;
  refusedUntil: number;
}

const accountBytes = 64;

/** The execution of one operation or event. */
class Work {
  hasEnded = false;
  remaining = perExecution;

  constructor(readonly owner: string) {}

  expect({ nodes, awsCalls }: QueryCost): void {
    this.remaining += nodes * perNode + awsCalls * perCall;
  }

  end(): void {
    this.hasEnded = true;
  }
}

export class CpuBudget {
  readonly #options: CpuBudgetOptions;
  readonly #accounts = new ByteCache<Account>(cacheBytes.cpuShares, { bytesOf: () => accountBytes });
  /** Those of the present interval, ended ones included. */
  readonly #executions = new Set<Work>();
  /** All CPU time, also what belongs to no caller. */
  readonly #total = { used: 0, at: 0 };
  #consumed = 0;
  #lateSince: number | null = null;
  /** While the loop is late: the caller that uses most, if that is more than its share. */
  #heaviest: string | null = null;

  constructor(options: CpuBudgetOptions) {
    this.#options = options;
  }

  /** How long a caller rests after each millisecond of work, so that it uses no more than its share. */
  get restPerWork(): number {
    return 100 / this.#options.percent - 1;
  }

  /** The end of the work must be reported. */
  begin(owner: string): Work {
    const work = new Work(owner);
    this.#executions.add(work);
    this.#accountOf(owner).lastSeen = this.#now;
    return work;
  }

  /** Divides the CPU time of an interval that ends now, in milliseconds. */
  charge(cpu: number): void {
    this.#consumed += cpu;
    this.#add(this.#total, cpu);
    let expected = 0;
    for (const { remaining } of this.#executions) expected += remaining;
    for (const work of this.#executions) {
      const part = Math.min((cpu * work.remaining) / expected, work.remaining * maxExcess);
      this.#add(this.#accountOf(work.owner), part);
      work.remaining = Math.max(perExecution, work.remaining - part);
      if (work.hasEnded) this.#executions.delete(work);
    }
  }

  /** Called with each sample of the event loop. */
  observeLoop(isLate: boolean): void {
    const now = this.#now;
    this.#lateSince = isLate ? (this.#lateSince ?? now) : null;
    this.#heaviest = isLate ? this.#findHeaviest() : null;
    if (this.#heaviest === null) return;
    const account = this.#accountOf(this.#heaviest);
    // A caller that is alone may use what is there, as long as the loop is on time.
    if (!this.isAnotherPresent(this.#heaviest)) return;
    const wait = this.#waitOf(account);
    account.refusedUntil = now + wait;
    this.#options.onRefused?.(this.#heaviest, Math.round(this.#shareOf(account)), seconds(wait));
  }

  /** Why a caller gets no further work now; null if it does. */
  refusalOf(owner: string): RateLimitedError | null {
    const account = this.#accounts.get(owner);
    if (!account) return null;
    const wait = this.#heaviest === owner ? this.#waitOf(account) : account.refusedUntil - this.#now;
    if (wait <= 0) return null;
    return new RateLimitedError(
      `The gateway is overloaded, and your requests use more than ${this.#options.percent} % of its CPU time (MAX_CALLER_CPU_PERCENT). Request less at once, or less often.`,
      seconds(wait),
    );
  }

  /** Whether a late event loop is the work of callers that are refused, so that all others can be served. */
  get isShedding(): boolean {
    if (this.#lateSince === null || this.#now - this.#lateSince > patience) return false;
    return this.#heaviest !== null || this.refusedCallers > 0;
  }

  /** How many callers are refused. */
  get refusedCallers(): number {
    let count = 0;
    for (const { refusedUntil } of this.#accounts.values()) if (refusedUntil > this.#now) count += 1;
    return count;
  }

  /** The CPU time of the process since the start, in milliseconds. */
  get consumed(): number {
    return this.#consumed;
  }

  /** The recent CPU time of a caller, in milliseconds. */
  usedBy(owner: string): number {
    const account = this.#accounts.peek(owner);
    return account ? this.#usedIn(account) : 0;
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  #accountOf(owner: string): Account {
    const known = this.#accounts.get(owner);
    if (known) return known;
    const now = this.#now;
    const account: Account = { used: 0, at: now, lastSeen: now, refusedUntil: 0 };
    this.#accounts.set(owner, account);
    return account;
  }

  #add(account: Usage, cpu: number): void {
    account.used = this.#usedIn(account) + cpu;
    account.at = this.#now;
  }

  #usedIn({ used, at }: Usage): number {
    return used * Math.exp(-(this.#now - at) / averagedOver);
  }

  /** In percent of what the gateway used. On a busy machine that is less than a CPU. */
  #shareOf(account: Account): number {
    return (this.#usedIn(account) / this.#usedIn(this.#total)) * 100;
  }

  /** How long the caller must use nothing until it has used no more than its share of one CPU. */
  #waitOf(account: Account): number {
    const allowed = (averagedOver * this.#options.percent) / 100;
    return Math.max(minWait, averagedOver * Math.log(this.#usedIn(account) / allowed));
  }

  #findHeaviest(): string | null {
    let heaviest: string | null = null;
    let most = this.#options.percent;
    for (const [owner, account] of this.#accounts.entries()) {
      const share = this.#shareOf(account);
      if (share <= most || account.refusedUntil > this.#now) continue;
      heaviest = owner;
      most = share;
    }
    return heaviest;
  }

  /** Whether another caller has sent something lately. */
  isAnotherPresent(owner: string): boolean {
    for (const [other, { lastSeen }] of this.#accounts.entries()) {
      if (other !== owner && this.#now - lastSeen < presence) return true;
    }
    return false;
  }
}

const seconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000));
