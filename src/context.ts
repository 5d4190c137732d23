// All that a resolver may use. Each request, event and download has its own context.
import type { GraphQLResolveInfo, ResponsePath } from 'graphql';
import type { Audit } from './access/audit.ts';
import type { Caller } from './access/caller.ts';
import type { Backend } from './aws/backend.ts';
import type { AwsSession, CallerSignal } from './aws/client/awsSession.ts';
import type { Aws } from './aws/client/createAws.ts';
import { visibleBackend } from './aws/visibleBackend.ts';
import type { GatewayError } from './core/errors.ts';
import type { GlacierJobKey } from './core/location.ts';
import type { QueryCost } from './core/queryCost.ts';
import type { JobIndex } from './jobIndex/createJobIndex.ts';
import type { Paces } from './jobs/pace.ts';
import type { ByteBudget } from './limits/byteBudget.ts';
import type { Limits } from './limits/createLimits.ts';
import type { Execution } from './limits/executionTurns.ts';
import type { CallAllowance } from './limits/subscriptionBudget.ts';
import { createLoaders, type Loaders } from './loaders/createLoaders.ts';
import type { LoaderServices } from './loaders/loaderServices.ts';
import { createManifests, type Manifests } from './manifests/createManifests.ts';
import type { PackedReadings } from './manifests/packedReadings.ts';
import { createInventories, type Inventories } from './outputs/createInventories.ts';
import type { OutputLinks } from './outputs/downloads/createOutputLinks.ts';
import type { PriceList } from './pricing/priceList.ts';
import { createReports, type ReportManifests, type Reports } from './reports/createReports.ts';
import { createRequestRestores, type RequestRestores } from './restores/createRequestRestores.ts';
import type { Restores } from './restores/createRestores.ts';
import type { ReadingOptions } from './restores/readProgress.ts';
import type { Keeper } from './staging/createKeeper.ts';
import type { BulkStarts } from './starts/bulkStarts.ts';
import type { StartKeys } from './starts/createStartKeys.ts';
import type { Starts } from './starts/createStarts.ts';
import type { Storage } from './storage/createStorage.ts';
import type { Watches } from './watch/createWatches.ts';

export interface Services extends LoaderServices {
  callerLimits: Limits;
  aws: Aws;
  watches: Watches;
  /** The restores of jobs that somebody follows. */
  restores: Restores;
  /** How the objects of restore jobs are read. */
  restoreReading: ReadingOptions;
  starts: Starts;
  startKeys: StartKeys;
  bulkStarts: BulkStarts;
  prices: PriceList;
  links: OutputLinks;
  audit: Audit;
  /** Keeps retrievals staged. */
  keeper: Keeper;
  /** The bytes of inventories that one request searches for archives. */
  inventoryScanBytes: number;
  /** The bytes of completion reports that one request searches, and those of manifests that it unpacks. */
  reportScanBytes: number;
  /** The most bytes of failed tasks that a retry reads. */
  retryMaxBytes: number;
  /** The manifests of completion reports that were read before. */
  reportManifests: ReportManifests;
  /** Compressed files of inventories that were unpacked in part. */
  packedReadings: PackedReadings;
  /** The memory that connections, subscriptions and responses of AWS hold. */
  budget: ByteBudget;
  /** How long before its end the guarantee of an output ends soon, in seconds of AWS's clock. */
  expiringSoonSeconds: number;
}

/** An error about a part of the response whose field still has a value. */
export interface Reported {
  error: GatewayError;
  path: ResponsePath;
}

export interface Context {
  caller: Caller;
  /** The part of the backend that the caller may know. */
  backend: Backend;
  /** The bounds of poll intervals. */
  paces: Paces;
  /** How long before its end the guarantee of an output ends soon, in seconds of AWS's clock. */
  expiringSoonSeconds: number;
  /** For writes. Reads go through the loaders. */
  aws: AwsSession;
  readonly loaders: Loaders;
  readonly inventories: Inventories;
  readonly reports: Reports;
  readonly manifests: Manifests;
  readonly restores: RequestRestores;
  /** The most bytes of failed tasks that a retry reads. */
  readonly retryMaxBytes: number;
  /** What was read of lists of vaults and jobs. A mutation adds what it created, changed or deleted. */
  jobIndex: JobIndex;
  /** Source of subscriptions. A mutation wakes the watches of what it changed. */
  watches: Watches;
  /** Starts that never double. */
  starts: Starts;
  /** The identities of starts. */
  startKeys: StartKeys;
  /** Many starts in one call. */
  bulkStarts: BulkStarts;
  /** Rate limits of the caller. */
  callerLimits: Limits;
  store: Storage;
  prices: PriceList;
  /** A download link for the output of a job. */
  linkTo(job: GlacierJobKey): { url: string; expiresAt: Date };
  /** The estimate that was made before the operation was executed; null without one. */
  cost: QueryCost | null;
  /** Log of what mutations changed. */
  audit: Audit;
  /** Keeps retrievals staged. */
  keeper: Keeper;
  /** The turns of the execution on the event loop; undefined outside of one. */
  execution: Pick<Execution, 'takeTurn'> | undefined;
  reported: Reported[];
  /** Adds an error to the response without setting the field to null. */
  report(error: GatewayError, info: GraphQLResolveInfo): void;
}

export interface ContextLimits {
  /** Limits the AWS calls of an event. */
  allowance?: CallAllowance | undefined;
  execution?: Pick<Execution, 'takeTurn'> | null | undefined;
  /** Whose AWS calls take turns with those of others; the caller if omitted. */
  queue?: string | undefined;
}

/** The signal ends the AWS calls of the request when its client disconnects. */
export const createContext = (
  services: Services,
  caller: Caller,
  signal: CallerSignal,
  { allowance, execution, queue }: ContextLimits = {},
): Context =>
  new RequestContext(services, services.aws.session(caller, signal, allowance, queue), execution ?? undefined);

class RequestContext implements Context {
  readonly caller: Caller;
  readonly backend: Backend;
  readonly paces: Paces;
  readonly expiringSoonSeconds: number;
  readonly watches: Watches;
  readonly jobIndex: JobIndex;
  readonly starts: Starts;
  readonly startKeys: StartKeys;
  readonly bulkStarts: BulkStarts;
  readonly store: Storage;
  readonly prices: PriceList;
  readonly audit: Audit;
  readonly keeper: Keeper;
  readonly callerLimits: Limits;
  readonly retryMaxBytes: number;
  cost: QueryCost | null = null;
  readonly reported: Reported[] = [];
  readonly #services: Services;
  #loaders: Loaders | null = null;
  #inventories: Inventories | null = null;
  #reports: Reports | null = null;
  #manifests: Manifests | null = null;
  #restores: RequestRestores | null = null;

  constructor(
    services: Services,
    readonly aws: AwsSession,
    readonly execution: Context['execution'],
  ) {
    this.caller = aws.caller;
    this.backend = visibleBackend(services.backend, aws.caller.access);
    this.paces = services.paces;
    this.expiringSoonSeconds = services.expiringSoonSeconds;
    this.watches = services.watches;
    this.jobIndex = services.jobIndex;
    this.starts = services.starts;
    this.startKeys = services.startKeys;
    this.bulkStarts = services.bulkStarts;
    this.store = services.store;
    this.prices = services.prices;
    this.audit = services.audit;
    this.keeper = services.keeper;
    this.callerLimits = services.callerLimits;
    this.retryMaxBytes = services.retryMaxBytes;
    this.#services = services;
  }

  /** Created when they are read first, like the inventories: most requests need only one of these, or none. */
  get loaders(): Loaders {
    const { backend, execution } = this;
    this.#loaders ??= createLoaders(this.aws, { ...this.#services, backend, takeTurn: execution?.takeTurn });
    return this.#loaders;
  }

  get inventories(): Inventories {
    this.#inventories ??= createInventories(this.aws, this.#services);
    return this.#inventories;
  }

  get reports(): Reports {
    this.#reports ??= createReports(this.aws, this.#services);
    return this.#reports;
  }

  get manifests(): Manifests {
    this.#manifests ??= createManifests(this.aws, this.#services);
    return this.#manifests;
  }

  get restores(): RequestRestores {
    this.#restores ??= createRequestRestores(this.aws, this.#services);
    return this.#restores;
  }

  readonly linkTo: Context['linkTo'] = (job) => this.#services.links.linkTo(job, this.caller);

  readonly report: Context['report'] = (error, { path }) => this.reported.push({ error, path });
}
