// What a resolver may touch, and nothing else: made new for each request.
import type { GraphQLResolveInfo, ResponsePath } from 'graphql';
import type { Audit } from './access/audit.ts';
import type { Caller } from './access/caller.ts';
import type { Backend } from './aws/backend.ts';
import type { Aws, AwsSession } from './aws/client/session.ts';
import { visibleBackend } from './aws/visibleBackend.ts';
import type { GatewayError } from './core/errors.ts';
import type { GlacierJobKey } from './core/location.ts';
import type { QueryCost } from './core/queryCost.ts';
import type { PaceBounds } from './jobs/pace.ts';
import type { Limits } from './limits/createLimits.ts';
import { createLoaders, type Loaders } from './loaders/createLoaders.ts';
import type { LoaderServices } from './loaders/loaderServices.ts';
import { createInventories, type Inventories } from './outputs/createInventories.ts';
import type { OutputLinks } from './outputs/downloads/createOutputLinks.ts';
import type { PriceList } from './pricing/priceList.ts';
import type { BulkStarts } from './starts/bulkStarts.ts';
import type { Starts } from './starts/createStarts.ts';
import type { Storage } from './storage/createStorage.ts';
import type { Watches } from './watch/createWatches.ts';

export interface Services extends LoaderServices {
  callerLimits: Limits;
  aws: Aws;
  watches: Watches;
  starts: Starts;
  bulkStarts: BulkStarts;
  prices: PriceList;
  links: OutputLinks;
  audit: Audit;
  /** How many bytes of inventories a request looks through in search of archives. */
  inventoryScanBytes: number;
}

/** An error beside an answer that stands. */
export interface Reported {
  error: GatewayError;
  path: ResponsePath;
}

export interface Context {
  /** For whom all of this is. */
  caller: Caller;
  /** What of it the caller may know. */
  backend: Backend;
  /** How soon and how late another look at a job may be worthwhile. */
  pace: PaceBounds;
  /** For writes; reads go through the loaders. */
  aws: AwsSession;
  loaders: Loaders;
  inventories: Inventories;
  /** For subscriptions, and to be told of what was changed. */
  watches: Watches;
  /** For what is to be started once. */
  starts: Starts;
  /** For many starts in one call. */
  bulkStarts: BulkStarts;
  /** What the caller may use. */
  callerLimits: Limits;
  store: Storage;
  prices: PriceList;
  /** A download of a job's output. */
  linkTo(job: GlacierJobKey): { url: string; expiresAt: Date };
  /** What the operation was estimated at before it ran; null where it was not. */
  cost: QueryCost | null;
  /** Each mutation tells it what came of it. */
  audit: Audit;
  reported: Reported[];
  /** Adds an error to the answer without blanking the field. */
  report(error: GatewayError, info: GraphQLResolveInfo): void;
}

/** The signal ends the AWS calls of the request when its caller goes away. */
export function createContext(services: Services, caller: Caller, signal: AbortSignal): Context {
  const { pace, aws, watches: live, starts, bulkStarts, store, prices, links } = services;
  const session = aws.session(caller, signal);
  const backend = visibleBackend(services.backend, caller.access);
  const reported: Reported[] = [];
  return {
    caller,
    backend,
    pace,
    aws: session,
    loaders: createLoaders(session, { ...services, backend }),
    inventories: createInventories(session, services),
    watches: live,
    starts,
    bulkStarts,
    store,
    prices,
    audit: services.audit,
    linkTo: (job) => links.linkTo(job, caller),
    callerLimits: services.callerLimits,
    cost: null,
    reported,
    report: (error, { path }) => reported.push({ error, path }),
  };
}
