// The date of the machine is set while the gateway runs. What counts seconds goes on.
import { expect, onTestFinished, test, vi } from 'vitest';
import { createAwsHealth } from '../../src/telemetry/createAwsHealth.ts';
import { startGateway } from '../support/startGateway.ts';

const hour = 3_600_000;

function setDate(change: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + change });
  onTestFinished(() => void vi.useRealTimers());
}

test('a caller within its limits is served after the date was set back', async () => {
  await using gateway = await startGateway({ REQUESTS_PER_MINUTE: { authenticated: 100, anonymous: 100 } });
  for (let request = 0; request < 5; request += 1) await gateway.data('{ __typename }');
  setDate(-hour);
  expect(await gateway.query('{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
});

test('AWS is probed again after the date was set back', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  let probes = 0;
  const health = createAwsHealth(async () => {
    probes += 1;
  });
  const call = { service: 'glacier', location: { accountId: '111122223333', region: 'us-east-1' } };
  for (let failures = 0; failures < 3; failures += 1) {
    health.observer.begin(call as never)?.({ result: 'SERVICE_UNAVAILABLE', awsCode: null } as never);
  }
  expect(health.isFailing()).toBe(true);
  vi.setSystemTime(Date.now() - hour);
  vi.advanceTimersByTime(10_000);
  expect(health.isFailing()).toBe(true);
  expect(probes).toBe(1);
});
