// The composition root: everything that runs is made here and ended here, in reverse.
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Backend } from './aws/backend.ts';
import type { AwsTimeouts } from './aws/clients.ts';
import { createAws } from './aws/createAws.ts';
import { createDrain } from './http/createDrain.ts';
import { createGraphql, graphqlPath } from './http/createGraphql.ts';
import { createServer } from './http/createServer.ts';
import type { PaceBounds } from './jobs/pace.ts';
import { createStore } from './store/createStore.ts';

export interface ServeOptions {
  backend: Backend;
  host: string;
  port: number;
  timeouts: AwsTimeouts;
  jobsPerSource: number;
  pace: PaceBounds;
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
  log,
}: ServeOptions): Promise<Gateway> {
  const aws = createAws(backend, timeouts);
  const store = createStore();
  const graphql = createGraphql({ backend, aws, store, jobsPerSource, pace }, log);
  const server = createServer(graphql, host, log);
  const drain = createDrain(server);

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}${graphqlPath}`,
    close: async () => {
      await drain();
      await graphql.dispose();
      await store.close();
      aws.close();
    },
  };
}
