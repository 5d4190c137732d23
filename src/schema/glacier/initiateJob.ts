// The mutations that start one Glacier job each. A start costs money and cannot be undone, so arguments are checked before
// AWS is called.
import { awsValue } from '../../aws/enums.ts';
import { inventoryFormats } from '../../aws/glacier/enums.ts';
import { outputLocation } from '../../aws/glacier/structures/outputLocation.ts';
import { selectParameters } from '../../aws/glacier/structures/selectParameters.ts';
import { fromRecord } from '../../aws/structure.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { type StartedGlacierJob, startGlacierJob } from '../../starts/startGlacierJob.ts';
import { builder } from '../kit/builder.ts';
import { checkByteRange, checkOpaqueId, checkVault, checkWholeNumber } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { checkIdempotencyKey, idempotencyKeyField } from '../kit/idempotencyKey.ts';
import { vaultFields } from '../kit/locationArguments.ts';
import { inVault } from '../kit/rules.ts';
import { inputTypeOf } from '../kit/structureTypes.ts';
import { InitiateArchiveRetrievalResult } from './archiveRetrievalResult.ts';
import { InventoryFormat, InventoryRetrievalJob, RetrievalTier, SelectJob } from './glacierJob.ts';
import { commonParameters, startDescriptions, startErrors, startPage, tierOf } from './startMutation.ts';

const path = (...names: string[]) => ['input', ...names];

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
    idempotencyKey: idempotencyKeyField(t),
    archiveId: t.string({ required: true, description: 'The archive.' }),
    description: t.string({ description: startDescriptions.description }),
    snsTopic: t.field({ type: 'Arn', description: startDescriptions.snsTopic }),
    retrievalByteRange: t.field({ type: ByteRangeInput, description: 'The whole archive where left out.' }),
    tier: t.field({ type: RetrievalTier, description: startDescriptions.tier }),
  }),
});

builder.mutationField('initiateArchiveRetrieval', (t) =>
  t.field({
    type: InitiateArchiveRetrievalResult,
    ...inVault('start'),
    description: `Starts to make an archive ready for download. Costs a retrieval fee; each call starts a job of its own, unless it has the idempotencyKey of an earlier one. ${startPage}`,
    args: { input: t.arg({ type: InitiateArchiveRetrievalInput, required: true, description: 'Which, and how.' }) },
    ...costs({ calls: 1 }),
    resolve: (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, path());
      const by = { operation: 'initiateArchiveRetrieval', key: checkIdempotencyKey(input.idempotencyKey) };
      return startGlacierJob(
        ctx,
        vault,
        {
          Type: 'archive-retrieval',
          ...commonParameters(ctx, input, vault),
          ArchiveId: checkOpaqueId(input.archiveId, path('archiveId')),
          RetrievalByteRange: checkByteRange(input.retrievalByteRange, path('retrievalByteRange')),
          Tier: tierOf(input.tier),
        },
        by,
      );
    },
  }),
);

// ---------------------------------------------------------------- initiateInventoryRetrieval

const InitiateInventoryRetrievalInput = builder.inputType('InitiateInventoryRetrievalInput', {
  description: "A list of a vault's archives to make ready for download.",
  fields: (t) => ({
    ...vaultFields(t),
    idempotencyKey: idempotencyKeyField(t),
    format: t.field({ type: InventoryFormat, description: 'JSON where left out.' }),
    description: t.string({ description: startDescriptions.description }),
    snsTopic: t.field({ type: 'Arn', description: startDescriptions.snsTopic }),
    startDate: t.field({ type: 'DateTime', description: 'Archives created then or later; counted in seconds.' }),
    endDate: t.field({ type: 'DateTime', description: 'Archives created before then; counted in seconds.' }),
    limit: t.field({ type: 'SafeInt', description: 'At most so many archives, from 1.' }),
    marker: t.string({
      description: 'Goes on where an ended inventory job stopped: inventoryRetrievalParameters.marker.',
    }),
  }),
});

const InitiateInventoryRetrievalPayload = builder
  .objectRef<StartedGlacierJob>('InitiateInventoryRetrievalPayload')
  .implement({
    description: 'AWS has accepted the start.',
    fields: (t) => ({
      job: t.expose('job', { type: InventoryRetrievalJob, description: 'The job.' }),
      location: t.exposeString('location', { description: startDescriptions.location }),
    }),
  });

/** AWS takes dates in seconds here. */
const inSeconds = (date: Date | null | undefined): string | undefined => date?.toISOString().replace(/\.\d+Z$/, 'Z');

builder.mutationField('initiateInventoryRetrieval', (t) =>
  t.field({
    type: InitiateInventoryRetrievalPayload,
    errors: startErrors('InitiateInventoryRetrievalResult'),
    ...inVault('start'),
    description: `Starts to make the list of a vault's archives, as of AWS's last daily inventory, ready for download. Each call starts a job of its own, unless it has the idempotencyKey of an earlier one. ${startPage}`,
    args: { input: t.arg({ type: InitiateInventoryRetrievalInput, required: true, description: 'Which, and how.' }) },
    ...costs({ calls: 2 }),
    resolve: (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, path());
      const by = { operation: 'initiateInventoryRetrieval', key: checkIdempotencyKey(input.idempotencyKey) };
      const { startDate, endDate, marker } = input;
      if (startDate && endDate && endDate <= startDate) {
        throw new InvalidInputError(path('endDate'), 'input.endDate: not after startDate.');
      }
      const limit = checkWholeNumber(input.limit, { from: 1 }, path('limit'));
      const ranged = startDate != null || endDate != null || limit !== undefined || marker != null;
      return startGlacierJob(
        ctx,
        vault,
        {
          Type: 'inventory-retrieval',
          ...commonParameters(ctx, input, vault),
          Format: input.format == null ? undefined : awsValue(inventoryFormats, input.format),
          InventoryRetrievalParameters: ranged
            ? {
                StartDate: inSeconds(startDate),
                EndDate: inSeconds(endDate),
                Limit: limit?.toString(),
                Marker: marker ?? undefined,
              }
            : undefined,
        },
        by,
      );
    },
  }),
);

// ---------------------------------------------------------------- initiateSelect

const InitiateSelectInput = builder.inputType('InitiateSelectInput', {
  description: 'A query over an archive.',
  fields: (t) => ({
    ...vaultFields(t),
    idempotencyKey: idempotencyKeyField(t),
    archiveId: t.string({ required: true, description: 'The archive.' }),
    description: t.string({ description: startDescriptions.description }),
    snsTopic: t.field({ type: 'Arn', description: startDescriptions.snsTopic }),
    tier: t.field({ type: RetrievalTier, description: startDescriptions.tier }),
    selectParameters: t.field({ type: inputTypeOf(selectParameters), required: true, description: 'The query.' }),
    outputLocation: t.field({
      type: inputTypeOf(outputLocation),
      required: true,
      description: 'Where the result is put.',
    }),
  }),
});

const InitiateSelectPayload = builder.objectRef<StartedGlacierJob>('InitiateSelectPayload').implement({
  description: 'AWS has accepted the start.',
  fields: (t) => ({
    job: t.expose('job', { type: SelectJob, description: 'The job.' }),
    location: t.exposeString('location', { description: startDescriptions.location }),
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
    ...inVault('start'),
    description: `Starts a query over an archive, with its result in S3. AWS has closed Select to new customers and may refuse it. Each call starts a job of its own, unless it has the idempotencyKey of an earlier one. ${startPage}`,
    args: { input: t.arg({ type: InitiateSelectInput, required: true, description: 'Which, and what.' }) },
    ...costs({ calls: 2 }),
    resolve: (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, path());
      const by = { operation: 'initiateSelect', key: checkIdempotencyKey(input.idempotencyKey) };
      return startGlacierJob(
        ctx,
        vault,
        {
          Type: 'select',
          ...commonParameters(ctx, input, vault),
          ArchiveId: checkOpaqueId(input.archiveId, path('archiveId')),
          Tier: tierOf(input.tier),
          SelectParameters: fromRecord(
            selectParameters,
            { expressionType: 'SQL', ...input.selectParameters },
            path('selectParameters'),
          ),
          OutputLocation: fromRecord(outputLocation, input.outputLocation, path('outputLocation')),
        },
        by,
      );
    },
  }),
);
