// The composition root: everything that runs is made here and ended here, in reverse.
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Backend } from './aws/backend.ts';
import type { AwsTimeouts } from './aws/clients.ts';
import { createAws } from './aws/createAws.ts';
import { createDrain } from './http/createDrain.ts';
import { createGraphql, graphqlPath } from './http/createGraphql.ts';
import { createServer } from './http/createServer.ts';
import { createBroadcasts } from './http/subscriptions/createBroadcasts.ts';
import { createEventStreams, type StreamLimits } from './http/subscriptions/eventStreams.ts';
import { createWebSockets } from './http/subscriptions/webSockets.ts';
import type { PaceBounds } from './jobs/pace.ts';
import { createLive } from './live/createLive.ts';
import { createStore } from './store/createStore.ts';

export interface ServeOptions {
  backend: Backend;
  host: string;
  port: number;
  timeouts: AwsTimeouts;
  jobsPerSource: number;
  pace: PaceBounds;
  /** Of the Redis that several gateways share. */
  redisUrl?: string | undefined;
  limits: StreamLimits;
  log: Logger;
}

export interface Gateway {
  /** Where GraphQL is. */
  url: string;
  /** Answers what is under way, then ends. */
  close(): Promise<void>;
}

export async function serve({
  backend,
  host,
  port,
  timeouts,
  jobsPerSource,
  pace,
  limits,
  redisUrl,
  log,
}: ServeOptions): Promise<Gateway> {
  const aws = createAws(backend, timeouts);
  const store = await createStore({ redisUrl, log });
  const live = createLive({
    store: store.watches,
    clock: backend.clock,
    pace,
    log,
    session: aws.session,
    random: Math.random,
  });
  const services = { backend, aws, live, store, jobsPerSource, pace };
  const graphql = createGraphql(services, log);
  const broadcasts = createBroadcasts(graphql, services, log);
  const streams = createEventStreams(limits);
  const sockets = createWebSockets(graphql, broadcasts, limits, log);
  const server = createServer({ graphql, events: { broadcasts, streams }, sockets }, host, log);
  const drain = createDrain(server);

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}${graphqlPath}`,
    close: async () => {
      streams.close();
      sockets.close();
      await drain();
      live.close();
      await graphql.dispose();
      await store.close();
      aws.close();
    },
  };
}
