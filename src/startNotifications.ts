// The notifications of a gateway, made of its services.
import type { Logger } from 'pino';
import { gatewayItself } from './access/caller.ts';
import type { Backend } from './aws/backend.ts';
import type { AwsSession } from './aws/client/awsSession.ts';
import type { Config } from './config/options.ts';
import type { Services } from './context.ts';
import { type Clock, systemClock } from './core/clock.ts';
import type { Egress } from './egress/createEgress.ts';
import { jobIdOf } from './http/jobIdOf.ts';
import { boardOf } from './jobIndex/boardOf.ts';
import { createLoaders } from './loaders/createLoaders.ts';
import type { DeliveryResult } from './notifications/createDeliverer.ts';
import type { NotificationServices, Notifications } from './notifications/openNotifications.ts';
import type { Route } from './notifications/route.ts';

/** The input of serve(). */
interface NotifyingInput {
  routes?: readonly Route[] | undefined;
  backend: Backend;
  realClock?: Clock | undefined;
  random?: (() => number) | undefined;
  log: Logger;
}

interface NotifyingGateway {
  services: Services;
  /** For the calls that the gateway makes without a request. */
  session(): AwsSession;
  egress: Egress;
  observe(route: string, result: DeliveryResult): void;
}

/** Notifications do not depend on the progress of jobs. In seconds. */
const progressInterval = 3600;

export interface StartedNotifications extends Notifications {
  /** Ends the present routes, and begins these. What waits in a route stays for the one with the same name. */
  reopen(routes: readonly Route[]): Promise<void>;
}

/** Undefined without configured routes. */
export async function startNotifications(
  config: Config,
  { routes, backend, realClock, random = Math.random, log }: NotifyingInput,
  { services, session, egress, observe }: NotifyingGateway,
): Promise<StartedNotifications | undefined> {
  if (!routes) return undefined;
  // Loaded only if it is used.
  const { openNotifications } = await import('./notifications/openNotifications.ts');
  const { store, watches, jobIndex } = services;
  const boardServices = () => ({
    backend: services.backend,
    access: gatewayItself.access,
    vaultLists: jobIndex.vaultLists,
  });
  const notifying: NotificationServices = {
    outbox: store.outbox,
    feedOf: ({ filter }) => watches.board(boardOf(boardServices(), filter, false), progressInterval),
    awsClock: backend.clock,
    clock: realClock ?? systemClock,
    random,
    soonSeconds: config.EXPIRING_SOON_SECONDS,
    restores: services.restores,
    idOf: jobIdOf,
    detailsOf: async (job) => createLoaders(session(), services).batchJob.details(job),
    egress,
    rules: { allowPrivate: config.NOTIFY_ALLOW_PRIVATE_ADDRESSES },
    observe,
    log,
  };
  let current = openNotifications(routes, notifying);
  let isClosed = false;
  return {
    states: () => current.states(),
    reopen: async (changed) => {
      await current.close();
      if (!isClosed) current = openNotifications(changed, notifying);
    },
    close: async () => {
      isClosed = true;
      await current.close();
    },
  };
}
