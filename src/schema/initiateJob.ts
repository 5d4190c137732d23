// Starts of Glacier jobs. They cost money and cannot be undone: arguments are checked before AWS is called, a start is
// sent once, and once AWS has accepted it the caller is told so, whatever else fails.
import type { JobParameters } from '@aws-sdk/client-glacier';
import { awsValue } from '../aws/enums.ts';
import { inventoryFormats, tiers } from '../aws/glacier/enums.ts';
import { type GlacierJobRecord, toGlacierJob } from '../aws/glacier/glacierJob.ts';
import { initiateJob, type StartedJob } from '../aws/glacier/initiateJob.ts';
import { fromOutputLocation, fromSelectParameters } from '../aws/glacier/select.ts';
import { type VaultKey, vaultArn } from '../aws/location.ts';
import type { Context } from '../context.ts';
import {
  GatewayError,
  IndeterminateError,
  InsufficientCapacityError,
  InvalidInputError,
  NotFoundError,
  PolicyEnforcedError,
} from '../errors.ts';
import { targetOf } from '../live/target.ts';
import { builder } from './builder.ts';
import {
  checkByteRange,
  checkDescription,
  checkOpaqueId,
  checkSnsTopic,
  checkVault,
  checkWholeNumber,
} from './checks.ts';
import { mutationErrors } from './error.ts';
import { ArchiveRetrievalJob, InventoryFormat, InventoryRetrievalJob, RetrievalTier, SelectJob } from './glacierJob.ts';
import { vaultFields } from './locationArguments.ts';
import { OutputLocationInput, SelectParametersInput } from './selectInput.ts';

const page = 'https://docs.aws.amazon.com/amazonglacier/latest/dev/api-initiate-job-post.html';

const startErrors = (name: string) =>
  mutationErrors(name, [NotFoundError, PolicyEnforcedError, InsufficientCapacityError, IndeterminateError]);

interface Started extends StartedJob {
  job: GlacierJobRecord;
}

const actionOf: Record<string, string> = {
  'archive-retrieval': 'ArchiveRetrieval',
  'inventory-retrieval': 'InventoryRetrieval',
  select: 'Select',
};

/** Starts the job and reads it back; where the reading fails, the job is told as it was asked for. */
async function start(ctx: Context, vault: VaultKey, parameters: JobParameters & { Type: string }): Promise<Started> {
  const started = await initiateJob(ctx.aws, vault, parameters);
  ctx.loaders.glacierJob.clearPages();
  ctx.live.wake(targetOf({ kind: 'GlacierJob', ...vault }));
  const read = await ctx.loaders.glacierJob.load({ ...vault, jobId: started.jobId }).catch((error: unknown) => {
    if (error instanceof GatewayError) return null;
    throw error;
  });
  return { ...started, job: read ?? asAskedFor(ctx, vault, started, parameters) };
}

const asAskedFor = (ctx: Context, vault: VaultKey, started: StartedJob, parameters: JobParameters & { Type: string }) =>
  toGlacierJob(vault)({
    JobId: started.jobId,
    Action: actionOf[parameters.Type] as 'Select',
    VaultARN: vaultArn(vault),
    CreationDate: new Date(ctx.backend.clock.now()).toISOString(),
    Completed: false,
    StatusCode: 'InProgress',
    JobDescription: parameters.Description,
    SNSTopic: parameters.SNSTopic,
    ArchiveId: parameters.ArchiveId,
    Tier: parameters.Tier,
    RetrievalByteRange: parameters.RetrievalByteRange,
    InventoryRetrievalParameters: parameters.InventoryRetrievalParameters && {
      Format: parameters.Format,
      ...parameters.InventoryRetrievalParameters,
    },
    JobOutputPath: started.jobOutputPath ?? undefined,
    SelectParameters: parameters.SelectParameters,
    OutputLocation: parameters.OutputLocation,
  });

const path = (...names: string[]) => ['input', ...names];

const descriptions = {
  description: "At most 1,024 characters of printable ASCII; read again as the job's jobDescription.",
  snsTopic: "A topic of the vault's region that is told of the end, besides the vault's own.",
  tier: 'STANDARD where left out.',
  location: "The job's relative address at AWS.",
};

/** What every kind of start checks alike. */
const common = (
  input: { description?: string | null | undefined; snsTopic?: string | null | undefined },
  vault: VaultKey,
) => ({
  Description: checkDescription(input.description, path('description')),
  SNSTopic: checkSnsTopic(input.snsTopic, vault, path('snsTopic')),
});

const tierOf = (tier: typeof RetrievalTier.$inferInput | null | undefined) =>
  tier == null ? undefined : awsValue(tiers, tier);

// ---------------------------------------------------------------- initiateArchiveRetrieval

const ByteRangeInput = builder.inputType('ByteRangeInput', {
  description: 'A range of bytes of an archive, both ends included, in whole mebibytes.',
  fields: (t) => ({
    start: t.field({ type: 'SafeInt', required: true, description: 'A multiple of 1048576.' }),
    end: t.field({
      type: 'SafeInt',
      required: true,
      description: "One less than a multiple of 1048576, or the archive's last byte.",
    }),
  }),
});

const InitiateArchiveRetrievalInput = builder.inputType('InitiateArchiveRetrievalInput', {
  description: 'An archive to make ready for download.',
  fields: (t) => ({
    ...vaultFields(t),
    archiveId: t.string({ required: true, description: 'The archive.' }),
    description: t.string({ description: descriptions.description }),
    snsTopic: t.field({ type: 'Arn', description: descriptions.snsTopic }),
    retrievalByteRange: t.field({ type: ByteRangeInput, description: 'The whole archive where left out.' }),
    tier: t.field({ type: RetrievalTier, description: descriptions.tier }),
  }),
});

const InitiateArchiveRetrievalPayload = builder.objectRef<Started>('InitiateArchiveRetrievalPayload').implement({
  description: 'AWS has accepted the start.',
  fields: (t) => ({
    job: t.expose('job', { type: ArchiveRetrievalJob, description: 'The job.' }),
    location: t.exposeString('location', { description: descriptions.location }),
  }),
});

builder.mutationField('initiateArchiveRetrieval', (t) =>
  t.field({
    type: InitiateArchiveRetrievalPayload,
    errors: startErrors('InitiateArchiveRetrievalResult'),
    description: `Starts to make an archive ready for download. Costs a retrieval fee; each call starts a job of its own. ${page}`,
    args: { input: t.arg({ type: InitiateArchiveRetrievalInput, required: true, description: 'Which, and how.' }) },
    resolve: (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, path());
      return start(ctx, vault, {
        Type: 'archive-retrieval',
        ...common(input, vault),
        ArchiveId: checkOpaqueId(input.archiveId, path('archiveId')),
        RetrievalByteRange: checkByteRange(input.retrievalByteRange, path('retrievalByteRange')),
        Tier: tierOf(input.tier),
      });
    },
  }),
);

// ---------------------------------------------------------------- initiateInventoryRetrieval

const InitiateInventoryRetrievalInput = builder.inputType('InitiateInventoryRetrievalInput', {
  description: "A list of a vault's archives to make ready for download.",
  fields: (t) => ({
    ...vaultFields(t),
    format: t.field({ type: InventoryFormat, description: 'JSON where left out.' }),
    description: t.string({ description: descriptions.description }),
    snsTopic: t.field({ type: 'Arn', description: descriptions.snsTopic }),
    startDate: t.field({ type: 'DateTime', description: 'Archives created then or later; counted in seconds.' }),
    endDate: t.field({ type: 'DateTime', description: 'Archives created before then; counted in seconds.' }),
    limit: t.field({ type: 'SafeInt', description: 'At most so many archives, from 1.' }),
    marker: t.string({
      description: 'Goes on where an ended inventory job stopped: inventoryRetrievalParameters.marker.',
    }),
  }),
});

const InitiateInventoryRetrievalPayload = builder.objectRef<Started>('InitiateInventoryRetrievalPayload').implement({
  description: 'AWS has accepted the start.',
  fields: (t) => ({
    job: t.expose('job', { type: InventoryRetrievalJob, description: 'The job.' }),
    location: t.exposeString('location', { description: descriptions.location }),
  }),
});

/** AWS takes dates in seconds here. */
const inSeconds = (date: Date | null | undefined): string | undefined => date?.toISOString().replace(/\.\d+Z$/, 'Z');

builder.mutationField('initiateInventoryRetrieval', (t) =>
  t.field({
    type: InitiateInventoryRetrievalPayload,
    errors: startErrors('InitiateInventoryRetrievalResult'),
    description: `Starts to make the list of a vault's archives, as of AWS's last daily inventory, ready for download. Each call starts a job of its own. ${page}`,
    args: { input: t.arg({ type: InitiateInventoryRetrievalInput, required: true, description: 'Which, and how.' }) },
    resolve: (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, path());
      const { startDate, endDate, marker } = input;
      if (startDate && endDate && endDate <= startDate) {
        throw new InvalidInputError(path('endDate'), 'input.endDate: not after startDate.');
      }
      const limit = checkWholeNumber(input.limit, { from: 1 }, path('limit'));
      const ranged = startDate != null || endDate != null || limit !== undefined || marker != null;
      return start(ctx, vault, {
        Type: 'inventory-retrieval',
        ...common(input, vault),
        Format: input.format == null ? undefined : awsValue(inventoryFormats, input.format),
        InventoryRetrievalParameters: ranged
          ? {
              StartDate: inSeconds(startDate),
              EndDate: inSeconds(endDate),
              Limit: limit?.toString(),
              Marker: marker ?? undefined,
            }
          : undefined,
      });
    },
  }),
);

// ---------------------------------------------------------------- initiateSelect

const InitiateSelectInput = builder.inputType('InitiateSelectInput', {
  description: 'A query over an archive.',
  fields: (t) => ({
    ...vaultFields(t),
    archiveId: t.string({ required: true, description: 'The archive.' }),
    description: t.string({ description: descriptions.description }),
    snsTopic: t.field({ type: 'Arn', description: descriptions.snsTopic }),
    tier: t.field({ type: RetrievalTier, description: descriptions.tier }),
    selectParameters: t.field({ type: SelectParametersInput, required: true, description: 'The query.' }),
    outputLocation: t.field({ type: OutputLocationInput, required: true, description: 'Where the result is put.' }),
  }),
});

const InitiateSelectPayload = builder.objectRef<Started>('InitiateSelectPayload').implement({
  description: 'AWS has accepted the start.',
  fields: (t) => ({
    job: t.expose('job', { type: SelectJob, description: 'The job.' }),
    location: t.exposeString('location', { description: descriptions.location }),
    jobOutputPath: t.exposeString('jobOutputPath', {
      nullable: true,
      description: 'Where the result will lie; null where AWS does not say.',
    }),
  }),
});

builder.mutationField('initiateSelect', (t) =>
  t.field({
    type: InitiateSelectPayload,
    errors: startErrors('InitiateSelectResult'),
    description: `Starts a query over an archive, with its result in S3. AWS has closed Select to new customers and may refuse it. Each call starts a job of its own. ${page}`,
    args: { input: t.arg({ type: InitiateSelectInput, required: true, description: 'Which, and what.' }) },
    resolve: (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, path());
      return start(ctx, vault, {
        Type: 'select',
        ...common(input, vault),
        ArchiveId: checkOpaqueId(input.archiveId, path('archiveId')),
        Tier: tierOf(input.tier),
        SelectParameters: fromSelectParameters({ expressionType: 'SQL', ...input.selectParameters }),
        OutputLocation: fromOutputLocation(input.outputLocation),
      });
    },
  }),
);
