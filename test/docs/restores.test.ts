// The steps of docs/restores.md as a user pastes them, one after the other, on the demo world.
import { expect, test } from 'vitest';
import { type Data, startGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { callsOf } from '../watch/world.ts';
import { blocks } from './blocks.ts';

const HOUR = 3_600_000;

const documentOf = (heading: string): string =>
  blocks.find((block) => block.page === 'docs/restores.md' && block.heading === heading)?.text ?? '';

/** The IDs that the page shows. */
const shownId = /ids: \["(.+?)"\]/.exec(documentOf('2. Follow it until the objects are readable'))?.[1] ?? '';
const shownJobId = /jobId: "(.+?)"/.exec(documentOf('3. Ask for the state at any time'))?.[1] ?? '';

test('the page leads from a restore to readable objects', async () => {
  await using gateway = await startGateway();
  const { createBatchJob } = await gateway.data(documentOf('1. Start the restore'));
  const { id, jobId } = createBatchJob.job;
  const replaced = (heading: string) => documentOf(heading).replaceAll(shownId, id).replaceAll(shownJobId, jobId);

  await using subscriber = await subscribe(gateway.url, replaced('2. Follow it until the objects are readable'));
  const events = (): Data[] => subscriber.events.flatMap(({ data }) => (data ? [data.data.restoreUpdates] : []));
  const last = (): Data => events().at(-1);
  await expect.poll(() => last()?.change).toBe('INITIAL');
  // Over days: the films in Deep Archive take up to 12 hours.
  for (let hours = 0; hours < 24 && !last().job.restores.isSettled; hours += 1) {
    gateway.clock.advance(HOUR);
    await callsOf(gateway);
  }
  await subscriber.ended;
  expect(last().job).toMatchObject({
    phase: 'DONE',
    outcome: 'SUCCEEDED',
    restores: { requested: 1200, checked: 1200, isWhole: true, readable: 1200, inProgress: 0, isSettled: true },
  });
  expect(events().filter(({ change }) => change === 'ENDED')).toHaveLength(1);
  expect(events().some(({ job }) => job.restores.inProgress > 0 && job.restores.readable > 0)).toBe(true);

  const { restores } = (await gateway.data(replaced('3. Ask for the state at any time'))).batchJob;
  expect(restores).toMatchObject({ readable: 500, checked: 500, isWhole: false, isSettled: true });
  expect(restores.objects.nodes).toHaveLength(10);

  // The copies end at the midnight after a week.
  expect(restores.readableUntil).toMatch(/T00:00:00.000Z$/);
  gateway.clock.advance(8 * 24 * HOUR);
  const ended = (await gateway.data(replaced('3. Ask for the state at any time'))).batchJob;
  expect(ended.restores).toMatchObject({ readable: 0, notRestored: 500 });
});

test('the page shows the states of single objects', async () => {
  await using gateway = await startGateway();
  const { objectRestores } = await gateway.data(documentOf('4. Ask for single objects'));
  const shown = blocks.find(({ page, marks }) => page === 'docs/restores.md' && 'answer' in marks)?.text ?? '';
  expect(objectRestores).toEqual(JSON.parse(shown));
});
