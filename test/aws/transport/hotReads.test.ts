// Hot reads from the front door: the SDK sends none of them, and reads none that is plain.
import { GlacierClient } from '@aws-sdk/client-glacier';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connectionsTo } from '../../support/connectionsTo.ts';
import { startGateway } from '../../support/startGateway.ts';

/** The commands that the SDK has sent, rehearsed or read since the last time. */
function watchSdk(): () => string[] {
  const seen: string[] = [];
  for (const { prototype } of [GlacierClient, S3ControlClient]) {
    const { send } = prototype as { send: (command: object) => unknown };
    const spy = vi.spyOn(prototype as { send: typeof send }, 'send').mockImplementation(function (
      this: unknown,
      command,
    ) {
      seen.push(command.constructor.name);
      return send.call(this, command);
    });
    onTestFinished(() => spy.mockRestore());
  }
  return () => seen.splice(0).sort();
}

test('each hot operation is rehearsed once, and then sent and read without the SDK', async () => {
  const accounts = [{ accountId: '111122223333', name: null, regions: ['us-east-1'] }] as const;
  await using gateway = await startGateway({ accounts });
  const sdk = watchSdk();
  for (let count = 0; count < 3; count += 1) {
    const { errors } = await gateway.query(`{
      jobs(first: 9) { nodes { __typename } }
      vaults(first: 3) { nodes { name numberOfArchives jobs(first: 5) { nodes { __typename } } } }
      batchJobs(first: 5) { nodes { jobId status manifest { __typename } } }
    }`);
    expect(errors).toBeUndefined();
    gateway.clock.advance(3_600_000);
  }
  const calls = gateway.calls();
  // ListJobs and DescribeJob of both services have one name.
  expect(sdk().length).toBe(Object.keys(calls).length);
  expect(Object.values(calls).every((times) => times > 1)).toBe(true);
});

test('a connection stays for the next call', async () => {
  await using gateway = await startGateway();
  const connections = connectionsTo(gateway.simulator.url);
  for (let count = 0; count < 3; count += 1) {
    await gateway.data('{ vaults(first: 3) { nodes { name } } }');
    gateway.clock.advance(3_600_000);
  }
  expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 3 });
  expect(connections.size).toBe(1);
});
