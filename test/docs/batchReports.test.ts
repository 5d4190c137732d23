// The steps of docs/batch-reports.md as a user pastes them, one after the other, on the demo world.
import { expect, test } from 'vitest';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { callsOf, tick } from '../watch/world.ts';
import { type Block, blocks } from './blocks.ts';
import { hasShape } from './shape.ts';

const HOUR = 3_600_000;

const page = blocks.filter((block) => block.page === 'docs/batch-reports.md');

/** The documents of a step, and the answers that the page shows of them. */
function step(heading: string): { documents: string[]; answers: unknown[] } {
  const of = page.filter((block) => block.heading === heading);
  const texts = (isWanted: (block: Block) => boolean) => of.filter(isWanted).map(({ text }) => text);
  return {
    documents: texts(({ language }) => language === 'graphql'),
    answers: texts(({ marks }) => 'answer' in marks).map((text) => JSON.parse(text)),
  };
}

/** The first event of the job that has these values. Time passes now and then, until the watch has seen them. */
async function eventOf(gateway: TestGateway, subscriber: Subscriber, jobId: string, values: object): Promise<Data> {
  let checks = 0;
  const find = () => {
    checks += 1;
    if (checks % 100 === 0) gateway.clock.advance(tick);
    return subscriber.events
      .map(({ data }) => ({ change: data.data.batchJobUpdates.change, ...data.data.batchJobUpdates.job }))
      .find((event) => event.jobId === jobId && Object.entries(values).every(([name, value]) => event[name] === value));
  };
  await expect.poll(find, { timeout: 30_000 }).toBeDefined();
  return find();
}

test('the page leads from a job with failures to a retry that ends without any', { timeout: 60_000 }, async () => {
  await using gateway = await startGateway();
  const answerTo = async (heading: string) => {
    const { documents, answers } = step(heading);
    const { data, errors } = await gateway.query(documents[0] ?? '');
    expect(errors).toBeUndefined();
    for (const answer of answers) expect(hasShape(answer, data)).toBe(true);
    return data;
  };

  const { jobs } = await answerTo('1. Find the jobs with failures');
  const [{ jobId: oldId }] = jobs.nodes;

  const found = (await answerTo('2. Count the failures')).batchJob.report.contents.failures;
  const counts = Object.fromEntries(found.groups.map(({ errorCode, count }: Data) => [errorCode, count]));
  expect(Object.values<number>(counts).reduce((sum, count) => sum + count)).toBe(found.tasksRead);

  const { tasks } = (await answerTo('3. List the failed tasks')).batchJob.report.contents;
  expect(tasks.nodes).toHaveLength(100);
  expect(new Set(tasks.nodes.map(({ errorCode }: Data) => errorCode))).toEqual(new Set(['SlowDown', 'InternalError']));
  expect(tasks.pageInfo.hasNextPage).toBe(true);

  const { retryBatchJob: retry } = await answerTo('4. Retry what failed');
  expect(retry.tasks).toBe((counts['SlowDown'] ?? 0) + (counts['InternalError'] ?? 0));
  const { jobId } = retry.job;
  expect(jobId).not.toBe(oldId);

  const [shown] = step('4. Retry what failed').answers as [Data];
  const [updates = '', confirm = '', report = ''] = step('5. Follow the retry to its end').documents.map((text) =>
    text.replaceAll(shown.job.jobId, jobId),
  );
  await using subscriber = await subscribe(gateway.url, updates);
  await eventOf(gateway, subscriber, jobId, { change: 'INITIAL' });
  await callsOf(gateway);
  // S3 reads the manifest before it waits.
  gateway.clock.advance(600_000);
  await eventOf(gateway, subscriber, jobId, { status: 'SUSPENDED' });
  const { confirmBatchJob } = await gateway.data(confirm);
  expect(confirmBatchJob.job.jobId).toBe(jobId);
  await callsOf(gateway);
  gateway.clock.advance(5 * HOUR);
  expect(await eventOf(gateway, subscriber, jobId, { change: 'ENDED' })).toMatchObject({
    status: 'COMPLETE',
    outcome: 'SUCCEEDED',
    progressSummary: { totalNumberOfTasks: retry.tasks, numberOfTasksSucceeded: retry.tasks, numberOfTasksFailed: 0 },
  });

  expect((await gateway.data(report)).batchJob).toEqual({
    outcome: 'SUCCEEDED',
    progressSummary: { numberOfTasksSucceeded: retry.tasks, numberOfTasksFailed: 0 },
    report: { status: 'WRITTEN', contents: { failures: { tasksRead: 0, isComplete: true, groups: [] } } },
  });
});
