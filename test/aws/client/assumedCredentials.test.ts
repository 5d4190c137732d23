// Assumed roles through the real SDK. The simulator's STS returns credentials that are valid for an hour of its own time.
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assumedCredentials } from '../../../src/aws/client/assumedCredentials.ts';
import { Credentials } from '../../../src/aws/client/credentials.ts';
import { createClock } from '../../../src/core/clock.ts';
import { createEgress } from '../../../src/egress/createEgress.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/startSimulator.ts';

const minute = 60_000;
const account = '444455556666';

/** On a busy machine, an attempt that is late would be repeated. */
const services = {
  egress: createEgress(),
  timeouts: { attempt: 60_000, call: 60_000 },
  log: pino({ level: 'silent' }),
};

const simulators: Simulator[] = [];
/** A simulator whose clock is so far behind the machine's, and the credentials of a role there. */
async function roleWith(behind: number) {
  const simulator = await startSimulator({
    clock: createClock({ speed: 1, startAt: Date.now() - behind }),
    seed: 'empty',
  });
  simulators.push(simulator);
  const own = new Credentials({
    provider: async () => ({ accessKeyId: '111122223333', secretAccessKey: 'any' }),
    owner: 'test',
    timeout: 60_000,
    log: services.log,
  });
  const role = { roleArn: `arn:aws:iam::${account}:role/reader`, externalId: 'ours', region: 'us-east-1' };
  const { provide } = assumedCredentials(own, { ...role, stsEndpoint: simulator.url }, services);
  return { simulator, credentials: provide };
}

// The SDK finds no settings of its own.
/** Restored as the same object: a copy would no longer set the variables of the process, e.g. TZ. */
const { env } = process;
beforeAll(() => {
  process.env = { ...env };
  process.env['AWS_CONFIG_FILE'] = '/dev/null';
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/dev/null';
});
afterAll(async () => {
  process.env = env;
  await Promise.all(simulators.map((simulator) => simulator.close()));
});

test('the credentials of a role are requested once for all clients, including simultaneous ones', async () => {
  const { simulator, credentials } = await roleWith(0);
  const given = await Promise.all([credentials(), credentials(), credentials()]);
  await credentials();
  expect(given.map(({ accessKeyId }) => accessKeyId)).toEqual([account, account, account]);
  expect(simulator.calls.counts).toEqual({ 'sts.AssumeRole': 1 });
  expect(simulator.calls.list[0]?.input).toMatchObject({ RoleSessionName: 'glacier-graphql', ExternalId: 'ours' });
});

test('the credentials of a role are renewed before they expire', async () => {
  // They are valid for less than a minute, which may be too short for a call.
  const { simulator, credentials } = await roleWith(59.5 * minute);
  await credentials();
  const before = simulator.calls.count('sts.AssumeRole');
  await credentials();
  expect(simulator.calls.count('sts.AssumeRole')).toBeGreaterThan(before);
});
