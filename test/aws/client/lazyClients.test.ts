// What the first call of a client loads or prepares: a failure is not kept, and does not end the process when the clients are closed.
import { DescribeVaultCommand } from '@aws-sdk/client-glacier';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createClientPool } from '../../../src/aws/client/clientPool.ts';
import { describeVaultOperation } from '../../../src/aws/glacier/describeVault.ts';
import { limiterSettingsOf } from '../../../src/aws/limiter/limiterSettings.ts';
import type { Transport } from '../../../src/aws/transport/createTransport.ts';
import { defaultConfig } from '../../../src/config/options.ts';
import { steadyClock } from '../../../src/core/clock.ts';
import { createEgress, type Egress } from '../../../src/egress/createEgress.ts';
import { createByteBudget } from '../../../src/limits/createByteBudget.ts';
import { backendAt } from '../backendAt.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };

function openPool({
  egress = createEgress(),
  credentials,
}: {
  egress?: Egress;
  credentials?: AwsCredentialIdentityProvider;
} = {}) {
  const config = defaultConfig();
  const backend = backendAt('http://127.0.0.1:1', location);
  return createClientPool(credentials ? { ...backend, credentials: () => credentials } : backend, {
    timeouts: { attempt: 1_000, call: 1_000 },
    limits: limiterSettingsOf(config),
    egress,
    idleClock: steadyClock,
    collector: { maxBytes: config.MAX_AWS_RESPONSE_BYTES, budget: createByteBudget(config) },
  });
}

/** The rejections that nobody handles, from now on. */
function unhandledRejections(): unknown[] {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', listen);
  onTestFinished(() => void process.off('unhandledRejection', listen));
  return unhandled;
}

/** Nothing listens at the address. */
const describeVault = (transport: Transport) =>
  transport.send(
    describeVaultOperation,
    new DescribeVaultCommand({ accountId: '-', vaultName: 'films' }),
    new AbortController().signal,
  );

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** While this is so, the module is a file that cannot be read. */
function missing(module: string) {
  vi.doMock(module, () => {
    throw new Error('EMFILE: too many open files');
  });
  onTestFinished(() => void vi.doUnmock(module));
}

test('the client of S3 is loaded again after a failure', async () => {
  missing('@aws-sdk/client-s3');
  const pool = openPool();
  const { clients } = pool.at(location);
  await expect(clients.s3()).rejects.toThrow();
  vi.doUnmock('@aws-sdk/client-s3');
  const { client } = await clients.s3();
  expect((await clients.s3()).client).toBe(client);
  pool.close();
});

test('a client of S3 that could not be loaded is closed without an unhandled rejection', async () => {
  missing('@aws-sdk/client-s3');
  const unhandled = unhandledRejections();
  const pool = openPool();
  const opening = pool.at(location).clients.s3();
  pool.close();
  await expect(opening).rejects.toThrow();
  await nextTurn();
  expect(unhandled).toEqual([]);
});

test('connections that could not be opened are opened by the next call, and closed without an unhandled rejection', async () => {
  const unhandled = unhandledRejections();
  let opened = 0;
  const failing = async () => {
    opened += 1;
    throw new Error('EMFILE: too many open files');
  };
  const pool = openPool({ egress: { ...createEgress(), pool: failing } });
  const { glacier } = pool.at(location).clients.transports;
  // The SDK sends the call instead.
  await expect(describeVault(glacier)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await expect(describeVault(glacier)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(opened).toBe(2);
  const last = describeVault(glacier);
  pool.close();
  await expect(last).rejects.toThrow();
  await nextTurn();
  expect(unhandled).toEqual([]);
});

test('calls that wait for one preparation of their operation count it once', async () => {
  const rotating = { count: 0, isOver: false };
  const provide = async () => {
    if (!rotating.isOver) rotating.count += 1;
    return { accessKeyId: 'a', secretAccessKey: `${rotating.count}` };
  };
  const opened: URL[] = [];
  const egress = createEgress();
  const pool = openPool({
    egress: {
      ...egress,
      pool: (url, options) => {
        opened.push(url);
        return egress.pool(url, options);
      },
    },
    // Otherwise each client would keep the first ones.
    credentials: Object.assign(provide, { memoized: true }),
  });
  const { glacier } = pool.at(location).clients.transports;
  // The credentials change between the signatures that are compared.
  await Promise.allSettled(Array.from({ length: 5 }, () => describeVault(glacier)));
  expect(opened).toEqual([]);
  rotating.isOver = true;
  await expect(describeVault(glacier)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(opened).toHaveLength(1);
  pool.close();
});
