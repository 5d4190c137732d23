// Hot reads from the front door: the SDK sends none of them, and reads none that is plain.
import { GlacierClient } from '@aws-sdk/client-glacier';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connectionsTo } from '../../support/connectionsTo.ts';
import { patient, startGateway } from '../../support/startGateway.ts';

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

test('each hot operation is rehearsed once in a location, and then sent and read without the SDK', async () => {
  await using gateway = await startGateway(patient);
  const sdk = watchSdk();
  const query = `{
    jobs(first: 9) { nodes { __typename } }
    vaults(first: 3) { nodes { name numberOfArchives jobs(first: 5) { nodes { __typename } } } }
    batchJobs(first: 5) { nodes { jobId status manifest { __typename } } }
  }`;
  const first = await gateway.query(query);
  expect(first.errors).toBeUndefined();
  expect(sdk()).not.toEqual([]);
  gateway.clock.advance(3_600_000);
  gateway.calls();
  expect((await gateway.query(query)).errors).toBeUndefined();
  expect(Object.keys(gateway.calls()).length).toBeGreaterThan(2);
  expect(sdk()).toEqual([]);
});

test('a connection stays for the next call', async () => {
  await using gateway = await startGateway(patient);
  const connections = connectionsTo(gateway.simulator.url);
  for (let count = 0; count < 3; count += 1) {
    await gateway.data('{ vaults(first: 3) { nodes { name } } }');
    gateway.clock.advance(3_600_000);
  }
  expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 3 });
  expect(connections.size).toBe(1);
});
