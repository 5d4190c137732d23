// Many retrievals that are kept staged by one call: each ends by itself, and a repeated call keeps the missing ones.
import { expect, test } from 'vitest';
import { seededContent } from '../../src/simulator/world/content.ts';
import { accountId, region } from '../support/jobRequests.ts';
import { vaultRefText } from '../support/references.ts';
import { type Data, startGateway } from '../support/startGateway.ts';
import { settle } from '../watch/world.ts';

const hour = 3_600_000;

test('keepStaged of initiateArchiveRetrievals keeps each retrieval, and starts each again once', async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const { world } = gateway.simulator;
  const vault = world.addVault(world.location(accountId, region), 'reels');
  const archiveIds = Array.from(
    { length: 12 },
    (_, index) => world.addArchive(vault, { content: seededContent(`reel ${index}`, 64) }).id,
  );
  const start = (keepStaged: string, ids: readonly string[] = archiveIds) =>
    gateway.query(`mutation { result: initiateArchiveRetrievals(input: {
      ${vaultRefText('reels')}, archiveIds: ${JSON.stringify(ids)}, tier: EXPEDITED, idempotencyKey: "reels", keepStaged: { ${keepStaged} }
    }) {
      ... on InitiateArchiveRetrievalsPayload { started outcomes { result {
        ... on InitiateArchiveRetrievalPayload { job { jobId keepStaged { state restages } output { url } } }
      } } }
      ... on MutationError { code message }
    } }`);
  const jobsOf = ({ data }: { data: Data }): Data[] => data.result.outcomes.map(({ result }: Data) => result.job);

  const refused = await start('untilDownloaded: false');
  expect(refused.data.result.message).toMatch(/^input\.keepStaged/);
  const tooLong = `until: "${new Date(gateway.clock.now() + 31 * 24 * hour).toISOString()}"`;
  expect((await start(tooLong)).data.result.message).toMatch(/^input\.keepStaged\.until/);
  expect(gateway.calls()).toEqual({});

  const started = await start('untilDownloaded: true');
  expect(started.errors).toBeUndefined();
  expect(jobsOf(started).every(({ keepStaged }) => keepStaged.state === 'ACTIVE')).toBe(true);
  expect(gateway.calls()['glacier.InitiateJob']).toBe(12);
  // The same call starts nothing, and keeps what it kept.
  expect(jobsOf(await start('untilDownloaded: true'))).toEqual(jobsOf(started));
  expect(gateway.calls()['glacier.InitiateJob']).toBeUndefined();

  await settle(gateway);
  gateway.clock.advance(hour);
  await settle(gateway);
  const [first] = jobsOf(await start('untilDownloaded: true'));
  expect((await fetch(first.output.url)).status).toBe(200);
  gateway.calls();
  gateway.clock.advance(19 * hour);
  await settle(gateway);
  const states = async () => jobsOf(await start('untilDownloaded: true')).map(({ keepStaged }) => keepStaged);
  await expect.poll(async () => (await states()).filter(({ restages }) => restages === 1).length).toBe(11);
  expect((await states())[0]).toEqual({ state: 'DOWNLOADED', restages: 0 });
  expect(gateway.calls()['glacier.InitiateJob']).toBe(11);
});
