// Small steps of progress that are reported later: the newest one of each job.
import type { Clock } from '../core/clock.ts';

export class PostponedReports<Report> {
  readonly #clock: Clock;
  readonly #report: (reports: readonly Report[]) => void;
  readonly #pending = new Map<string, { report: Report; dueAt: number }>();
  #nextAt = Number.POSITIVE_INFINITY;
  #cancel = () => {};

  /** Calls back with the reports that are due. */
  constructor(clock: Clock, report: (reports: readonly Report[]) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** In place of an earlier one with the same key. */
  postpone(key: string, report: Report, milliseconds: number): void {
    const dueAt = this.#clock.now() + milliseconds;
    this.#pending.set(key, { report, dueAt });
    if (dueAt < this.#nextAt) this.#schedule(dueAt);
  }

  drop(key: string): void {
    this.#pending.delete(key);
  }

  close(): void {
    this.#pending.clear();
    this.#cancel();
  }

  #schedule(at: number): void {
    this.#cancel();
    this.#nextAt = at;
    this.#cancel = this.#clock.after(at - this.#clock.now(), () => this.#take());
  }

  #take(): void {
    const now = this.#clock.now();
    const due = [...this.#pending].filter(([, { dueAt }]) => dueAt <= now);
    for (const [key] of due) this.#pending.delete(key);
    let next = Number.POSITIVE_INFINITY;
    for (const { dueAt } of this.#pending.values()) next = Math.min(next, dueAt);
    this.#nextAt = next;
    if (next < Number.POSITIVE_INFINITY) this.#schedule(next);
    if (due.length > 0) this.#report(due.map(([, { report }]) => report));
  }
}
