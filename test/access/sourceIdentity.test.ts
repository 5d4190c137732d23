import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { anonymous, type Caller } from '../../src/access/caller.ts';
import { connectAws } from '../../src/aws/client/connectAws.ts';
import { createAws } from '../../src/aws/client/createAws.ts';
import { sourceIdentity } from '../../src/aws/client/sourceIdentity.ts';
import { createVault } from '../../src/aws/glacier/createVault.ts';
import { describeVault } from '../../src/aws/glacier/describeVault.ts';
import { parseAccounts } from '../../src/config/parseAccounts.ts';
import { createClock } from '../../src/core/clock.ts';
import { createEgress } from '../../src/egress/createEgress.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';

/** Restored as the same object: a copy would no longer set the variables of the process, e.g. TZ. */
const { env } = process;
beforeAll(() => {
  process.env = { ...env };
  Object.assign(process.env, {
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_ACCESS_KEY_ID: '111122223333',
    AWS_SECRET_ACCESS_KEY: 'any',
  });
});
afterAll(() => {
  process.env = env;
});

test('a caller has a source identity that STS accepts and that is unique', () => {
  expect(sourceIdentity('key:nightly')).toBe('key=nightly');
  expect(sourceIdentity('jwt:ann@example.com')).toBe('jwt=ann@example.com');
  expect(sourceIdentity('jwt:auth0|a b\n')).toMatch(/^jwt=auth0-a-b-,[0-9a-f]{16}$/);
  const id = fc.tuple(fc.constantFrom('key:', 'jwt:'), fc.string({ maxLength: 80 })).map((parts) => parts.join(''));
  fc.assert(
    fc.property(id, id, (a, b) => {
      expect(sourceIdentity(a)).toMatch(/^[\w+=,.@-]{2,64}$/);
      expect(sourceIdentity(a) === sourceIdentity(b)).toBe(a === b);
    }),
  );
});

test('mutations use the caller’s source identity, with one AssumeRole per caller', async () => {
  const simulator = await startSimulator({ clock: createClock({ speed: 1 }), seed: 'empty' });
  onTestFinished(() => simulator.close());
  const roleArn = 'arn:aws:iam::444455556666:role/cold';
  const { backend } = await connectAws({
    region: undefined,
    accountId: undefined,
    endpoints: { glacier: simulator.url },
    stsEndpoint: simulator.url,
    accounts: [
      { accountId: '444455556666', regions: ['us-east-1'], roleArn, sourceIdentity: true },
      { accountId: '111122223333', regions: ['us-east-1'] },
    ],
    timeouts: { attempt: 60_000, call: 60_000 },
    credentialsTimeout: 60_000,
    egress: createEgress(),
    log: pino({ level: 'silent' }),
  });
  const aws = createAws(backend, { attempt: 5_000, call: 10_000 });
  onTestFinished(() => aws.close());
  const as = (id: string) => aws.session({ ...anonymous, id } satisfies Caller, new AbortController().signal);
  const vault = { accountId: '444455556666', region: 'us-east-1', vaultName: 'photos' };
  const sessions = () =>
    simulator.calls.list
      .filter(({ operation }) => operation === 'sts.AssumeRole')
      .map(({ input }) => input as { RoleSessionName: string; SourceIdentity?: string });

  await Promise.all([createVault(as('key:ann'), vault), createVault(as('key:ann'), { ...vault, vaultName: 'more' })]);
  await createVault(as('key:bob'), vault);
  expect(sessions()).toMatchObject([
    { RoleSessionName: 'key=ann', SourceIdentity: 'key=ann' },
    { RoleSessionName: 'key=bob', SourceIdentity: 'key=bob' },
  ]);

  await Promise.all([describeVault(as('key:ann'), vault), describeVault(as('key:bob'), vault)]);
  expect(sessions().slice(2)).toMatchObject([{ RoleSessionName: 'glacier-graphql' }]);
  expect(sessions()[2]?.SourceIdentity).toBeUndefined();

  await createVault(as('key:ann'), { ...vault, accountId: '111122223333' });
  expect(sessions()).toHaveLength(3);
});

test('an account without a role cannot have sourceIdentity', () => {
  const account = { accountId: '111122223333', regions: ['us-east-1'], sourceIdentity: true };
  expect(parseAccounts(JSON.stringify([account]))).toEqual({
    faults: ['[0].sourceIdentity needs a roleArn.'],
  });
});
