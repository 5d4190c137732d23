// Timeline of every job in a queue, from its creation to its end: a pure function of the records. An action that is
// recorded later changes nothing before it, so that what a caller has seen stays true.
//
// One job of a queue is Active at a time. A waiting job of higher priority preempts it: the Active job is Pausing, then
// Paused, and resumes on its next turn. Among equal priorities the older job goes first. AWS runs several jobs at once and
// publishes no rule; this one makes every status reachable and every test exact.
import type { JobFailure, JobStatus } from '@aws-sdk/client-s3-control';
import { Heap } from '../../world/heap.ts';
import type { BatchJob, RecordedBatchAction } from './batchJob.ts';
import { reportRefused } from './batchOutcome.ts';
import { type Due, isBefore, type QueuedJob, queuedJob, stayOf, type Turn } from './queuedJob.ts';
import { requestableFrom } from './requestableFrom.ts';
import type { Timeline } from './timeline.ts';

type CanReport = (job: BatchJob, time: number) => boolean;

/** `canReport` says whether a job's report can be written at a time. It does not change for a time that has passed. */
export function simulateQueue(jobs: readonly BatchJob[], canReport: CanReport): Map<BatchJob, Timeline> {
  const queue = new Queue(jobs, canReport);
  queue.run();
  return queue.timelines();
}

/** Costs as much for each change of a status as the logarithm of the number of jobs, however many wait. */
class Queue {
  readonly #lives = new Map<BatchJob, QueuedJob>();
  readonly #canReport: CanReport;
  /** With entries of statuses that ended before: these are not those of their lives any more. */
  readonly #due = new Heap<Due>((a, b) => a.at < b.at || (a.at === b.at && a.life.place < b.life.place));
  readonly #turns = new Heap<Turn>(isBefore);
  #active: QueuedJob | undefined;

  constructor(jobs: readonly BatchJob[], canReport: CanReport) {
    this.#canReport = canReport;
    for (const [place, job] of jobs.entries()) {
      const life = queuedJob(job, place);
      this.#lives.set(job, life);
      this.#end(life, job.createdAt + job.plan.statusDurations.New);
    }
  }

  timelines(): Map<BatchJob, Timeline> {
    return new Map(
      [...this.#lives].map(([job, { segments, preparedAt, outcome, failure }]) => [
        job,
        { segments, preparedAt, outcome, failure },
      ]),
    );
  }

  run(): void {
    const pending = [...this.#lives.keys()]
      .flatMap((job) => job.actions.map((action) => ({ job, action })))
      .sort((a, b) => a.action.at - b.action.at || a.action.order - b.action.order);
    for (let next = 0; ; ) {
      const entry = pending[next];
      const dueAt = this.#nextDue()?.at ?? Number.POSITIVE_INFINITY;
      const time = Math.min(dueAt, entry?.action.at ?? Number.POSITIVE_INFINITY);
      if (time === Number.POSITIVE_INFINITY) return;
      // Automatic transitions come first: a caller acts on the status of the moment.
      if (dueAt === time) for (const life of this.#takeDue(time)) this.#moveOn(life, time);
      else if (entry) {
        const life = this.#lives.get(entry.job);
        if (life) this.#act(life, entry.action);
        next += 1;
      }
      this.#giveTurn(time);
    }
  }

  #nextDue(): Due | undefined {
    const due = this.#due;
    while (due.first && due.first.life.due !== due.first) due.pop();
    return due.first;
  }

  #takeDue(time: number): QueuedJob[] {
    const taken: QueuedJob[] = [];
    for (let next = this.#nextDue(); next?.at === time; next = this.#nextDue()) {
      next.life.due = undefined;
      taken.push(next.life);
    }
    return taken;
  }

  /** The current status ends at this time. */
  #end(life: QueuedJob, at: number): void {
    life.due = at === Number.POSITIVE_INFINITY ? undefined : { life, at };
    if (life.due) this.#due.push(life.due);
  }

  /** It can become Active, by its present priority. */
  #wait(life: QueuedJob): void {
    life.turn = { life, priority: life.priority };
    this.#turns.push(life.turn);
  }

  #enter(life: QueuedJob, status: JobStatus, time: number): void {
    const { status: left, from, activeBefore } = life.current;
    const active = left === 'Active' ? activeBefore + time - from : activeBefore;
    life.current = { status, from: time, activeBefore: active };
    life.segments.push(life.current);
    life.turn = undefined;
    this.#end(life, time + stayOf(life, status, active));
    if (status === 'Paused') this.#wait(life);
    if (status === 'Active') this.#active = life;
    else if (this.#active === life) this.#active = undefined;
  }

  #moveOn(life: QueuedJob, time: number): void {
    const { request, plan } = life.job;
    switch (life.current.status) {
      case 'New':
        this.#enter(life, 'Preparing', time);
        break;
      case 'Preparing':
        if (plan.fault?.at === 'manifest') this.#fail(life, plan.fault.failure, time);
        else {
          life.preparedAt = time;
          this.#enter(life, request.ConfirmationRequired ? 'Suspended' : 'Ready', time);
        }
        break;
      case 'Suspended':
        life.failure = unconfirmed;
        this.#enter(life, 'Failed', time);
        break;
      case 'Ready':
        this.#wait(life);
        break;
      case 'Active':
        if (life.outcome.failure) this.#fail(life, life.outcome.failure, time);
        else if (!this.#canReport(life.job, time)) this.#fail(life, reportRefused, time);
        else this.#enter(life, 'Completing', time);
        break;
      default: {
        const next = afterwards[life.current.status];
        if (next) this.#enter(life, next, time);
      }
    }
  }

  #fail(life: QueuedJob, failure: JobFailure, time: number): void {
    life.failure = failure;
    this.#enter(life, 'Failing', time);
  }

  // An action that the status does not allow has no effect; a record made by a test can have one.
  #act(life: QueuedJob, action: RecordedBatchAction): void {
    const { status } = life.current;
    if (action.kind === 'priority') {
      life.priority = action.priority;
      if (life.turn) this.#wait(life);
    } else if (action.kind === 'confirm') {
      if (requestableFrom.Ready.includes(status)) this.#enter(life, 'Ready', action.at);
    } else if (requestableFrom.Cancelled.includes(status)) {
      // If no task was scheduled yet, there is nothing to wind down.
      const isIdle = status === 'New' || status === 'Preparing' || status === 'Suspended';
      this.#enter(life, isIdle ? 'Cancelled' : 'Cancelling', action.at);
    }
  }

  #giveTurn(time: number): void {
    const turns = this.#turns;
    while (turns.first && turns.first.life.turn !== turns.first) turns.pop();
    const first = turns.first?.life;
    const active = this.#active;
    if (!first || (active && active.priority >= first.priority)) return;
    if (active) this.#enter(active, 'Pausing', time);
    this.#enter(first, 'Active', time);
  }
}

const afterwards: Partial<Record<JobStatus, JobStatus>> = {
  Pausing: 'Paused',
  Completing: 'Complete',
  Failing: 'Failed',
  Cancelling: 'Cancelled',
};

const unconfirmed: JobFailure = {
  FailureCode: 'ConfirmationTimeout',
  FailureReason: 'The job was not confirmed within 30 days.',
};
