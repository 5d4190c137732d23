// The history of a job through the whole gateway: what queries and watches have seen of it.
import { expect, test } from 'vitest';
import { newBatchJob } from '../support/everyMutation.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const minute = 60_000;

const history = 'history { at phase awsStatus progressSummary { fractionDone } }';

const readHistory = async (gateway: TestGateway, id: string) =>
  (await gateway.data(`query ($id: ID!) { node(id: $id) { ... on Job { phase ${history} } } }`, { id })).node;

test('a Batch job has one state for each change that was seen, also after AWS has forgotten it', async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const { createBatchJob } = await gateway.data(
    'mutation ($input: CreateBatchJobInput!) { createBatchJob(input: $input) { ... on CreateBatchJobPayload { job { id } } } }',
    { input: newBatchJob },
  );
  const { id } = createBatchJob.job;
  let node = await readHistory(gateway, id);
  expect(node.history).toHaveLength(1);
  for (let steps = 0; steps < 500 && node.phase !== 'DONE'; steps += 1) {
    gateway.clock.advance(5 * minute);
    node = await readHistory(gateway, id);
  }
  const states: { at: string; phase: string; awsStatus: string; progressSummary: { fractionDone: number | null } }[] =
    node.history;
  expect(states.at(-1)).toMatchObject({ phase: 'DONE', awsStatus: 'Complete', progressSummary: { fractionDone: 1 } });
  expect(states.map(({ phase }) => phase)).toContain('RUNNING');
  expect(states.map(({ at }) => at)).toEqual(states.map(({ at }) => at).sort());
  const fractions = states.map(({ progressSummary: { fractionDone } }) => fractionDone ?? 0);
  expect(fractions).toEqual([...fractions].sort((one, other) => one - other));
  gateway.calls();
  expect((await readHistory(gateway, id)).history).toEqual(states);
  expect(gateway.calls()).toEqual({});
});

test('lists and jobs read alone count for one history, which a job that had ended before does not have', async () => {
  await using gateway = await startGateway();
  const list = `{ jobs(first: 100, maxAgeSeconds: 0, filter: { vaultNames: ["media-masters"] }) { nodes { id phase completionDate ${history} } } }`;
  const lengthsOf = async () => {
    const { jobs } = await gateway.data(list);
    return new Map<string, { phase: string; history: { phase: string; progressSummary: null }[] }>(
      jobs.nodes.map((job: { id: string }) => [job.id, job]),
    );
  };
  const before = await lengthsOf();
  expect([...before.values()].every(({ phase, history: states }) => states.length === (phase === 'DONE' ? 0 : 1))).toBe(
    true,
  );
  gateway.clock.advance(13 * 60 * minute);
  const after = await lengthsOf();
  const ended = [...before].filter(([id, { phase }]) => phase === 'RUNNING' && after.get(id)?.phase === 'DONE');
  expect(ended.length).toBeGreaterThan(0);
  for (const [id] of ended) {
    expect(after.get(id)?.history.map(({ phase }) => phase)).toEqual(['RUNNING', 'DONE']);
    expect(after.get(id)?.history[0]?.progressSummary).toBeNull();
  }
});
