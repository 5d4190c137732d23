// The steps of docs/restores.md as a user pastes them, one after the other, on the demo world: 100,000 objects, over days, with a
// subscriber and a receiver of notifications.
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { parseRoutes } from '../../src/notifications/parseRoutes.ts';
import { type Received, startReceiver } from '../notifications/startReceiver.ts';
import { type Data, startGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { callsOf } from '../watch/world.ts';
import { blocks } from './blocks.ts';
import { hasShape } from './shape.ts';

const HOUR = 3_600_000;

const blocksUnder = (heading: string) =>
  blocks.filter((block) => block.page === 'docs/restores.md' && block.heading === heading);
const documentOf = (heading: string): string => blocksUnder(heading)[0]?.text ?? '';

const [start, follow, ask, notify] = [
  '1. Start the restore',
  '2. Follow it until the objects are readable',
  '3. Ask for the state at any time',
  '5. Be notified when the objects are readable',
] as const;

/** The IDs that the page shows. */
const shownId = /ids: \["(.+?)"\]/.exec(documentOf(follow))?.[1] ?? '';
const shownJobId = /jobId: "(.+?)"/.exec(documentOf(ask))?.[1] ?? '';

/** The routes of the page, with the address of a receiver. */
function routesTo(address: string) {
  const [route] = JSON.parse(documentOf(notify));
  const parsed = parseRoutes(JSON.stringify([{ ...route, address }]), { allowsHttp: true });
  if ('faults' in parsed) throw new Error(parsed.faults.join());
  return parsed.routes;
}

const bodyOf = ({ body }: Received): Data => JSON.parse(body);

test('the page leads from a restore of 100,000 objects to readable ones, and reports each change once', {
  timeout: 600_000,
}, async () => {
  await using receiver = await startReceiver();
  await using gateway = await startGateway({
    NOTIFY_ALLOW_PRIVATE_ADDRESSES: true,
    routes: routesTo(receiver.url),
    realClock: createClock({ speed: 0 }),
  });
  const { createBatchJob } = await gateway.data(documentOf(start));
  const { id, jobId } = createBatchJob.job;
  const replaced = (heading: string) => documentOf(heading).replaceAll(shownId, id).replaceAll(shownJobId, jobId);

  await using subscriber = await subscribe(gateway.url, replaced(follow));
  const events = (): Data[] => subscriber.events.flatMap(({ data }) => (data ? [data.data.restoreUpdates] : []));
  const last = (): Data => events().at(-1);
  await expect.poll(() => last()?.change).toBe('INITIAL');
  // The newsreels in Deep Archive take up to 12 hours.
  for (let hours = 0; hours < 24 && !last().job.restores.isSettled; hours += 1) {
    gateway.clock.advance(HOUR);
    await callsOf(gateway);
  }
  await subscriber.ended;
  expect(last().job).toMatchObject({
    phase: 'DONE',
    outcome: 'SUCCEEDED',
    restores: {
      requested: 100_000,
      checked: 100_000,
      isWhole: true,
      readable: 100_000,
      inProgress: 0,
      isSettled: true,
    },
  });
  const changes = events().map(({ change }) => change);
  expect(changes.filter((change) => change === 'ENDED')).toHaveLength(1);
  expect(changes.indexOf('ENDED')).toBeLessThan(changes.length - 1);
  // Until then, a sample shows how far it is.
  const partly = events().filter(({ job }) => job.restores.inProgress > 0 && job.restores.readable > 0);
  expect(partly.map(({ job }) => [job.restores.checked, job.restores.isWhole])).toContainEqual([500, false]);
  expect(events().filter(({ job }) => job.restores.isSettled)).toHaveLength(1);

  await expect.poll(() => receiver.received.length, { timeout: 60_000 }).toBe(1);
  const [announced] = receiver.received.map(bodyOf);
  const shown = JSON.parse(blocksUnder(notify).find(({ marks }) => 'answer' in marks)?.text ?? '');
  if (!hasShape(shown, announced)) expect(announced).toEqual(shown);
  const took = (Date.parse(announced.timestamp) - Date.parse(announced.data.job.completionDate)) / HOUR;
  expect(took).toBeGreaterThan(9);
  expect(took).toBeLessThan(14);

  const { restores } = (await gateway.data(replaced(ask))).batchJob;
  expect(restores).toMatchObject({ readable: 500, checked: 500, isWhole: false, isSettled: true });
  expect(restores.objects.nodes).toHaveLength(10);

  // The copies end at the midnight after a week.
  expect(restores.readableUntil).toMatch(/T00:00:00.000Z$/);
  for (let days = 0; days < 8; days += 1) {
    gateway.clock.advance(24 * HOUR);
    await callsOf(gateway);
  }
  const ended = (await gateway.data(replaced(ask))).batchJob;
  expect(ended.restores).toMatchObject({ readable: 0, notRestored: 500 });
  expect(receiver.received).toHaveLength(1);
});
