// The gateway's server with only the receiver of SNS messages, which records its effects.
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/core/clock.ts';
import { createEgress } from '../../src/egress/createEgress.ts';
import { createEventHandler } from '../../src/events/createEventHandler.ts';
import { createServer, type Handlers } from '../../src/http/createServer.ts';
import { createSnsReceiver, type SnsReceiverServices } from '../../src/sns/createSnsReceiver.ts';
import { downloadCertificate } from '../../src/sns/downloadCertificate.ts';
import { createMemoryWatchStore } from '../../src/storage/memory/watchStore.ts';
import type { WatchStore } from '../../src/watch/watchStore.ts';
import { type Received, send } from '../http/send.ts';
import { calmHandlers } from '../support/calmHandlers.ts';
import { topic } from './createForger.ts';

export interface TestReceiver {
  url: string;
  /** Each job whose end was reported, with its vault. */
  ended: string[];
  /** Each token that was to be confirmed. */
  confirmed: string[];
  post(body: string | object, headers?: Record<string, string>): Promise<Received>;
}

export async function startReceiver({
  once,
  ...given
}: Partial<SnsReceiverServices> & { clock?: Clock; once?: WatchStore['once'] } = {}): Promise<TestReceiver> {
  const ended: string[] = [];
  const confirmed: string[] = [];
  const store = createMemoryWatchStore();
  const log = pino({ level: 'silent' });
  const events = createEventHandler({
    once: once ?? store.once,
    serves: ({ accountId }) => accountId === '111122223333',
    runningJobs: { forget: () => undefined },
    watches: {
      wake: (target, { jobId }) => {
        const { accountId, region } = target;
        ended.push([accountId, region, 'vaultName' in target ? target.vaultName : '-', jobId].join(' '));
      },
    },
    unresolvedStarts: { isAwaiting: () => false },
    jobIndex: { showsBefore: () => false, put: () => undefined },
    describeGlacierJob: async () => null,
    describeBatchJob: async () => null,
    restores: { observed: () => undefined },
  });
  const sns = createSnsReceiver({
    topics: [topic],
    certificateUrl: undefined,
    downloadCertificate: (url) => downloadCertificate(createEgress(), url),
    confirm: async (topicArn, token) => {
      confirmed.push(`${topicArn} ${token}`);
    },
    events,
    log,
    ...given,
  });
  const server = createServer({ ...calmHandlers, sns } as unknown as Handlers, '127.0.0.1', log);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sns`;
  return {
    url,
    ended,
    confirmed,
    post: (body, headers = { 'content-type': 'text/plain; charset=UTF-8' }) =>
      send(url, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}
