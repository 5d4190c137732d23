// What an event costs: a wake of the watch concerned, and a DescribeJob call only if something else waits for the job.
import { describe, expect, test, vi } from 'vitest';
import type { AwsEvent } from '../../src/events/awsEvent.ts';
import { createEventHandler } from '../../src/events/createEventHandler.ts';
import { createMemoryWatchStore } from '../../src/storage/memory/watchStore.ts';
import { batchJob, glacierJob } from '../storage/records.ts';

const now = Date.UTC(2026, 0, 15, 13);
const { accountId, region, vaultName } = glacierJob('one');
const location = { accountId, region };
const ended = glacierJob('one', { completed: true, statusCode: 'SUCCEEDED', completionDate: new Date(now) });
const complete = batchJob('one', { status: 'COMPLETE', completionDate: new Date(now) });

const glacierEvent = (at: Date | null = new Date(now)): AwsEvent => ({
  kind: 'GlacierJobEnded',
  job: { ...location, vaultName, jobId: 'one' },
  startToken: null,
  at,
});
const batchEvent = (at = new Date(now), account = accountId): AwsEvent => ({
  kind: 'BatchJobChanged',
  job: { accountId: account, region, jobId: 'one' },
  status: 'COMPLETE',
  at,
});
const restoreEvent: AwsEvent = {
  kind: 'ObjectRestoreChanged',
  change: 'COMPLETED',
  bucket: 'archive',
  key: 'a',
  versionId: null,
  at: new Date(0),
  readableUntil: null,
};

function handlerWith({ isAwaited = false, isShown = false, isRead = 'read' as 'read' | 'absent' | 'failed' } = {}) {
  const read =
    <T>(job: T) =>
    async () => {
      if (isRead === 'failed') throw new Error('throttled');
      return isRead === 'absent' ? null : job;
    };
  const effects = {
    forget: vi.fn(),
    wake: vi.fn(),
    put: vi.fn(),
    observed: vi.fn(),
    glacier: vi.fn(read(ended)),
    batch: vi.fn(read(complete)),
  };
  const { once } = createMemoryWatchStore();
  const { handle } = createEventHandler({
    once,
    serves: (at) => at.accountId === accountId,
    runningJobs: { forget: effects.forget },
    watches: { wake: effects.wake },
    unresolvedStarts: { isAwaiting: () => isAwaited },
    jobIndex: { showsBefore: () => isShown, put: effects.put },
    describeGlacierJob: effects.glacier,
    describeBatchJob: effects.batch,
    restores: { observed: effects.observed },
  });
  return { effects, handle };
}

describe('an event of a job', () => {
  test('wakes the watch, and costs nothing if no list and no start waits for the job', async () => {
    const { effects, handle } = handlerWith();
    expect(await handle('1', [glacierEvent(), batchEvent()])).toBeNull();
    expect(effects.wake.mock.calls).toEqual([
      [
        { kind: 'Vault', ...location, vaultName },
        { jobId: 'one', status: null, at: now },
      ],
      [
        { kind: 'Batch', ...location },
        { jobId: 'one', status: 'COMPLETE', at: now },
      ],
      [
        { kind: 'Restores', ...location },
        { jobId: 'one', status: 'COMPLETE', at: now },
      ],
    ]);
    expect(effects.forget).toHaveBeenCalledOnce();
    expect([effects.glacier, effects.batch].flatMap(({ mock }) => mock.calls)).toEqual([]);
  });

  test.each([
    ['a start', { isAwaited: true }, glacierEvent(), ended],
    ['a list', { isShown: true }, glacierEvent(), ended],
    ['both', { isAwaited: true, isShown: true }, glacierEvent(), ended],
    ['a list of Batch jobs', { isShown: true }, batchEvent(), complete],
  ])('that %s waits for reads the job once, and lists show it as AWS describes it', async (_, given, event, job) => {
    const { effects, handle } = handlerWith(given);
    await handle('1', [event]);
    await expect.poll(() => effects.put.mock.calls).toEqual([[job]]);
    expect(effects.glacier.mock.calls.length + effects.batch.mock.calls.length).toBe(1);
  });

  test.each(['absent', 'failed'] as const)('whose job is %s at AWS changes no list', async (isRead) => {
    const { effects, handle } = handlerWith({ isShown: true, isRead });
    await handle('1', [glacierEvent()]);
    await expect.poll(() => effects.glacier.mock.calls.length).toBe(1);
    await new Promise(setImmediate);
    expect(effects.put).not.toHaveBeenCalled();
  });

  test.each([
    ['repeated', [batchEvent()], 3],
    ['of another account', [batchEvent(new Date(now), '444455556666')], 0],
  ] as const)('that is %s has no effect', async (kind, events, expected) => {
    const { effects, handle } = handlerWith({ isShown: true });
    if (kind === 'repeated') await handle('1', events);
    expect(await handle('1', events)).toMatch(/already|configured/);
    expect(effects.wake.mock.calls.length + effects.batch.mock.calls.length).toBe(expected);
  });
});

test('an event of a restored copy goes to what follows the copies, however old it is', async () => {
  const { effects, handle } = handlerWith({ isShown: true });
  await handle('1', [restoreEvent]);
  expect(effects.observed.mock.calls).toEqual([[restoreEvent]]);
  expect(effects.wake).not.toHaveBeenCalled();
});
