// One start, with memory, AWS and time in the test's hand: what the front door cannot bring about.
import { describe, expect, test } from 'vitest';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import { IndeterminateError, InProgressError, NotFoundError, ServiceUnavailableError } from '../../src/core/errors.ts';
import { createStarts, startLease } from '../../src/starts/createStarts.ts';
import type { Reservations, StartedJob } from '../../src/starts/reservations.ts';
import type { Start } from '../../src/starts/start.ts';
import { createMemoryReservations } from '../../src/storage/memory/reservations.ts';

const timeouts = { attempt: 2_000, call: 5_000 };
const settling = 60_000;

/** Instances that share a memory, and an AWS that has as many jobs as were started. */
function world() {
  const clock = createClock({ speed: 0 });
  const reservations = createMemoryReservations(startLease(timeouts), clock);
  const aws = { jobs: [] as StartedJob[], sent: 0, looks: 0 };
  const wanted = (given: Partial<Start> = {}): Start => ({
    id: 'id',
    fingerprint: 'f',
    retryMode: 'byKey',
    affordsRepeat: () => true,
    isNew: () => false,
    find: async () => {
      aws.looks += 1;
      return aws.jobs[0] ?? null;
    },
    send: async (leave) => {
      await leave();
      aws.sent += 1;
      const job = { jobId: `job ${aws.jobs.length}`, location: '', jobOutputPath: null, startedAt: clock.now() };
      aws.jobs.push(job);
      return job;
    },
    ...given,
  });
  const instance = (its: Reservations = reservations) =>
    createStarts({ reservations: its, timeouts, listConsistencyDelay: settling, clock, random: () => 0.5 });
  return { clock, reservations, aws, wanted, instance };
}

/** Lets time pass until the promise has come to an end. */
async function passing<T>(clock: AdjustableClock, promise: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  promise.then(over, over);
  while (!isOver) {
    clock.advance(100);
    await new Promise(setImmediate);
  }
  return promise;
}

const never = () => new Promise<never>(() => undefined);

describe('a start', () => {
  test('of an instance that died after it was sent is looked for, and not sent again before it must have settled', async () => {
    const { clock, aws, wanted, instance } = world();
    void instance().start(
      wanted({
        send: async (leave) => {
          await leave();
          return never();
        },
      }),
    );
    await new Promise(setImmediate);
    const other = instance();
    await expect(passing(clock, other.start(wanted()))).rejects.toThrow(IndeterminateError);
    await expect(passing(clock, other.start(wanted()))).rejects.toThrow(IndeterminateError);
    expect(aws.sent).toBe(0);
    clock.advance(settling + timeouts.call);
    expect(await passing(clock, other.start(wanted()))).toMatchObject({ isOwn: true });
    expect(aws.sent).toBe(1);
  });

  test('of an instance that died before it was sent is sent by the next one when the lease is over', async () => {
    const { clock, aws, wanted, instance } = world();
    void instance().start(wanted({ send: never }));
    const began = clock.now();
    expect(await passing(clock, instance().start(wanted()))).toMatchObject({ isOwn: true });
    expect(clock.now() - began).toBeGreaterThanOrEqual(startLease(timeouts));
    expect(aws.sent).toBe(1);
  });

  test('of an instance that stood still while another one took it over is not sent by the first', async () => {
    const { clock, aws, wanted, instance } = world();
    const slow = instance().start(
      wanted({
        send: async (leave) => {
          clock.advance(startLease(timeouts));
          await instance().start(wanted());
          return wanted().send(leave);
        },
      }),
    );
    await expect(passing(clock, slow)).rejects.toThrow(InProgressError);
    expect(aws.sent).toBe(1);
    expect(await instance().start(wanted())).toMatchObject({ started: { jobId: 'job 0' }, isOwn: false });
  });

  test('is not sent by who was stopped right before', async () => {
    const { clock, aws, wanted, instance, reservations } = world();
    let isFirst = true;
    const stopped = instance({
      ...reservations,
      note: async (id, owner, state) => {
        const isMine = await reservations.note(id, owner, state);
        if (state === 'leaving' && isFirst) clock.advance(3_600_000);
        isFirst = false;
        return isMine;
      },
    });
    await expect(passing(clock, stopped.start(wanted()))).rejects.toThrow(InProgressError);
    expect(aws.sent).toBe(0);
    expect(await passing(clock, stopped.start(wanted()))).toMatchObject({ isOwn: true });
  });

  test('that was done, but could not be written down, is found by the next one', async () => {
    const { clock, aws, wanted, instance, reservations } = world();
    const forgetful = instance({ ...reservations, finish: () => Promise.reject(new Error('gone')) });
    const { started } = await forgetful.start(wanted());
    expect(await passing(clock, instance().start(wanted()))).toEqual({ started, isOwn: false });
    expect(aws.sent).toBe(1);
  });

  test('is refused where it cannot be noted that it leaves', async () => {
    const { clock, aws, wanted, instance, reservations } = world();
    const broken = instance({ ...reservations, note: () => Promise.reject(new Error('gone')) });
    await expect(passing(clock, broken.start(wanted()))).rejects.toThrow(ServiceUnavailableError);
    expect(aws.sent).toBe(0);
  });

  test('that was found to be there already is not sent', async () => {
    const { aws, wanted, instance } = world();
    const job = { jobId: 'there', location: '', jobOutputPath: null, startedAt: 0 };
    aws.jobs.push(job);
    expect(await instance().start(wanted())).toEqual({ started: job, isOwn: false });
    expect(aws.sent).toBe(0);
    expect(aws.looks).toBe(1);
  });

  test('whose caller goes away before it is sent is made by one of those who waited', async () => {
    const { clock, aws, wanted, instance } = world();
    const one = instance();
    let leave = () => {};
    const leaving = new Promise<never>((_, reject) => {
      leave = () => reject(new DOMException('gone', 'AbortError'));
    });
    const gone = one.start(wanted({ send: () => leaving }));
    const others = [one.start(wanted()), one.start(wanted())];
    leave();
    await expect(gone).rejects.toThrow('gone');
    const outcomes = await passing(clock, Promise.all(others));
    expect(outcomes.map(({ isOwn }) => isOwn).sort()).toEqual([false, true]);
    expect(aws.sent).toBe(1);
  });

  test('is not sent any more once it is told not to', async () => {
    const { aws, wanted, instance } = world();
    const until = AbortSignal.abort(new Error('too late'));
    await expect(instance().start(wanted({ until }))).rejects.toThrow('too late');
    expect(aws.sent).toBe(0);
  });

  test('that cannot be seen on a list that stands still ends in time, and one on a long list is waited for', async () => {
    const { clock, aws, wanted, instance } = world();
    const lost = async (leave: () => Promise<void>) => {
      await leave();
      aws.sent += 1;
      throw new IndeterminateError('lost');
    };
    const began = clock.now();
    const hanging = wanted({ id: 'hanging', isNew: () => true, send: lost, find: never });
    await expect(passing(clock, instance().start(hanging))).rejects.toThrow(IndeterminateError);
    expect(clock.now() - began).toBeLessThanOrEqual(timeouts.call + 1_000);

    const job = { jobId: 'far behind', location: '', jobOutputPath: null, startedAt: 0 };
    const long = wanted({
      id: 'long',
      isNew: () => true,
      send: lost,
      find: async (_, onPage) => {
        for (let page = 0; page < 20; page += 1) {
          await new Promise<void>((resolve) => clock.after(1_500, resolve));
          onPage();
        }
        return job;
      },
    });
    expect(await passing(clock, instance().start(long))).toEqual({ started: job, isOwn: true });
    expect(aws.sent).toBe(2);
  });

  test('that is refused is told so to all who waited, and the next one may start', async () => {
    const { wanted, instance } = world();
    const one = instance();
    const refused = wanted({ send: () => Promise.reject(new NotFoundError('no such archive')) });
    const all = await Promise.allSettled([one.start(refused), one.start(refused)]);
    for (const end of all) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
    expect(await instance().start(wanted({ fingerprint: 'another' }))).toMatchObject({ isOwn: true });
  });
});
