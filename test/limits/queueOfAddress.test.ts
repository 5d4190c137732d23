// Calls of AWS wait in queues by caller, and of anonymous callers by address: one with many calls does not delay the call of another.
import { expect, test } from 'vitest';
import { json, send } from '../http/send.ts';
import { startGateway } from '../support/startGateway.ts';

const jobsOf = (names: readonly string[]) =>
  `{ jobs(first: 0, filter: { accountIds: ["111122223333"], regions: ["us-east-1"], vaultNames: ${JSON.stringify(names)} }) { totalCount } }`;

test('an anonymous caller waits for one call of another address, however many that one has queued', async () => {
  await using gateway = await startGateway({
    TRUSTED_PROXIES: ['127.0.0.1'],
    AWS_GLACIER_CONCURRENCY: 1,
    ADMIN_PORT: 0,
    archives: 0,
  });
  const { faults, calls } = gateway.simulator;
  const ask = (address: string, names: readonly string[]) =>
    send(gateway.url, {
      headers: { ...json, 'x-forwarded-for': address },
      body: JSON.stringify({ query: jobsOf(names) }),
    });
  const queued = async () => {
    const metrics = await (await fetch(gateway.adminUrl ?? '')).text();
    const counts = metrics.matchAll(/^glacier_graphql_aws_calls_queued\{.*\} (\d+)$/gm);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  faults.set([{ operation: 'glacier.ListJobs', kind: 'delay', delayMilliseconds: 3_600_000, call: 'every' }]);
  const many = ask(
    '203.0.113.7',
    Array.from({ length: 10 }, (_, index) => `many-${index}`),
  );
  await expect.poll(queued).toBe(9);
  const one = ask('203.0.113.8', ['one']);
  await expect.poll(queued).toBe(10);
  faults.clear();
  faults.release();
  for (const { status } of await Promise.all([many, one])) expect(status).toBe(200);
  const order = calls.list.map(({ input }) => (input as { vaultName: string }).vaultName);
  expect(order).toHaveLength(11);
  expect(order.indexOf('one')).toBeLessThanOrEqual(2);
});
