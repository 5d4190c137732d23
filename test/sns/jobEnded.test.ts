// What a notification of the end of a job costs: a DescribeJob call only if something waits for the job.
import { expect, test, vi } from 'vitest';
import { createJobEndedHandler } from '../../src/sns/createJobEndedHandler.ts';
import { glacierJob } from '../storage/records.ts';

const { accountId, region, vaultName, jobId } = glacierJob('one');
const job = { accountId, region, vaultName, jobId };
const ended = glacierJob('one', { completed: true, statusCode: 'SUCCEEDED', completionDate: new Date() });

function handlerWith({ isAwaited = false, isShown = false, answer = ended as typeof ended | null | Error } = {}) {
  const effects = {
    forget: vi.fn(),
    wake: vi.fn(),
    put: vi.fn(),
    describe: vi.fn(async () => {
      if (answer instanceof Error) throw answer;
      return answer;
    }),
  };
  const { forget, wake, put, describe } = effects;
  const handle = createJobEndedHandler({
    runningJobs: { forget },
    watches: { wake },
    unresolvedStarts: { isAwaiting: () => isAwaited },
    jobIndex: { showsRunning: () => isShown, put },
    describe,
  });
  return { effects, notify: () => handle({ job, startToken: null }) };
}

test('a notification wakes the watch of the vault, and costs nothing if no list and no start waits for the job', async () => {
  const { effects, notify } = handlerWith();
  notify();
  expect(effects.wake).toHaveBeenCalledWith({ kind: 'Vault', accountId, region, vaultName }, jobId);
  expect(effects.forget).toHaveBeenCalledOnce();
  expect(effects.describe).not.toHaveBeenCalled();
});

test.each([
  ['a start', { isAwaited: true }],
  ['a list', { isShown: true }],
  ['both', { isAwaited: true, isShown: true }],
])('a notification that %s waits for reads the job once, and lists show it as AWS describes it', async (_, given) => {
  const { effects, notify } = handlerWith(given);
  notify();
  await expect.poll(() => effects.put.mock.calls).toEqual([[ended]]);
  expect(effects.describe).toHaveBeenCalledOnce();
});

test.each([
  ['does not know', null],
  ['fails to describe', new Error('throttled')],
])('a notification of a job that AWS %s changes no list', async (_, answer) => {
  const { effects, notify } = handlerWith({ isShown: true, answer });
  notify();
  await expect.poll(() => effects.describe.mock.calls.length).toBe(1);
  await new Promise(setImmediate);
  expect(effects.put).not.toHaveBeenCalled();
});
