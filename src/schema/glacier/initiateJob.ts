// The mutations that start one Glacier job each. A start costs money and cannot be undone, so arguments are checked before
// AWS is called.

import { checkInput } from '../../aws/checkInput.ts';
import { awsValue } from '../../aws/enums.ts';
import { inventoryFormats } from '../../aws/glacier/enums.ts';
import { outputLocation } from '../../aws/glacier/structures/outputLocation.ts';
import { selectParameters } from '../../aws/glacier/structures/selectParameters.ts';
import { fromRecord } from '../../aws/structure.ts';
import { rejectInput } from '../../core/errors.ts';
import { type StartedGlacierJob, startGlacierJob } from '../../starts/startGlacierJob.ts';
import { builder } from '../kit/builder.ts';
import { checkArns } from '../kit/checkArns.ts';
import { checkByteRange, checkOpaqueId, checkWholeNumber } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { checkIdempotencyKey, idempotencyKeyField, startCalls } from '../kit/idempotencyKey.ts';
import { resolveVaultRef, vaultField } from '../kit/references.ts';
import { allowedInVault } from '../kit/rules.ts';
import { inputTypeOf } from '../kit/structureTypes.ts';
import { InventoryFormatInput, InventoryRetrievalJob, SelectJob } from './glacierJob.ts';
import { InitiateArchiveRetrievalResult } from './initiateArchiveRetrievalResult.ts';
import { keepStagedField, keepStarted, keepTermsOf } from './keepStagedInput.ts';
import {
  commonParameters,
  locationDescription,
  startErrors,
  startFields,
  startPage,
  tierField,
  tierOf,
} from './startMutation.ts';

const path = (...names: string[]) => ['input', ...names];

// ---------------------------------------------------------------- initiateArchiveRetrieval

const ByteRangeInput = builder.inputType('ByteRangeInput', {
  description: 'A range of bytes of an archive, including both ends, in whole mebibytes (MiB).',
  fields: (t) => ({
    start: t.field({
      type: 'SafeInt',
      required: true,
      description: 'The offset of the first byte, a multiple of 1048576.',
    }),
    end: t.field({
      type: 'SafeInt',
      required: true,
      description: 'The offset of the last byte: one less than a multiple of 1048576, or the last byte of the archive.',
    }),
  }),
});

const InitiateArchiveRetrievalInput = builder.inputType('InitiateArchiveRetrievalInput', {
  description: 'The archive to retrieve.',
  fields: (t) => ({
    vault: vaultField(t),
    idempotencyKey: idempotencyKeyField(t),
    archiveId: t.string({ required: true, description: 'The ID of the archive.' }),
    ...startFields(t),
    retrievalByteRange: t.field({
      type: ByteRangeInput,
      description: 'The byte range to retrieve; the whole archive if omitted.',
    }),
    tier: tierField(t),
    keepStaged: keepStagedField(t),
  }),
});

builder.mutationField('initiateArchiveRetrieval', (t) =>
  t.field({
    type: InitiateArchiveRetrievalResult,
    ...allowedInVault('start'),
    description: `Starts a job that retrieves an archive for download. AWS charges a retrieval fee. Every call starts a new job, unless it repeats an idempotencyKey. Costs one InitiateJob call. ${startPage}`,
    args: {
      input: t.arg({
        type: InitiateArchiveRetrievalInput,
        required: true,
        description: 'The archive and the options of the job.',
      }),
    },
    ...costs({ calls: startCalls(() => 1), starts: true }),
    resolve: async (_, { input }, ctx, info) => {
      const vault = resolveVaultRef(ctx.backend, input.vault);
      const by = { operation: 'initiateArchiveRetrieval', key: checkIdempotencyKey(input.idempotencyKey) };
      const parameters = {
        Type: 'archive-retrieval',
        ...commonParameters(ctx, input, vault),
        ArchiveId: checkOpaqueId(input.archiveId, path('archiveId')),
        RetrievalByteRange: checkByteRange(input.retrievalByteRange, path('retrievalByteRange')),
        Tier: tierOf(input.tier),
      };
      const terms = keepTermsOf(ctx, input.keepStaged);
      const started = await startGlacierJob(ctx, vault, parameters, by);
      await keepStarted(ctx, info, { vault, started, parameters, terms });
      return started;
    },
  }),
);

// ---------------------------------------------------------------- initiateInventoryRetrieval

const InitiateInventoryRetrievalInput = builder.inputType('InitiateInventoryRetrievalInput', {
  description: 'The vault whose inventory to retrieve, and which archives to list.',
  fields: (t) => ({
    vault: vaultField(t),
    idempotencyKey: idempotencyKeyField(t),
    format: t.field({
      type: InventoryFormatInput,
      defaultValue: 'JSON',
      description: 'The file format of the inventory.',
    }),
    ...startFields(t),
    startDate: t.field({
      type: 'DateTime',
      description: 'Lists archives created at or after this time. Fractions of a second are dropped.',
    }),
    endDate: t.field({
      type: 'DateTime',
      description: 'Lists archives created before this time. Fractions of a second are dropped.',
    }),
    limit: t.field({
      type: 'SafeInt',
      description: 'The maximum number of archives to list, 1 or more; all archives if omitted.',
    }),
    marker: t.string({
      description: 'The marker at which to continue, from `inventoryRetrievalParameters.marker` of an ended job.',
    }),
  }),
});

const InitiateInventoryRetrievalPayload = builder
  .objectRef<StartedGlacierJob>('InitiateInventoryRetrievalPayload')
  .implement({
    description: 'The started job: AWS accepted the start, now or earlier with the same idempotency key.',
    fields: (t) => ({
      job: t.expose('job', { type: InventoryRetrievalJob, description: 'The started job.' }),
      location: t.exposeString('location', { description: locationDescription }),
    }),
  });

/** AWS accepts dates without fractions of a second here. */
const inSeconds = (date: Date | null | undefined): string | undefined => date?.toISOString().replace(/\.\d+Z$/, 'Z');

builder.mutationField('initiateInventoryRetrieval', (t) =>
  t.field({
    type: InitiateInventoryRetrievalPayload,
    errors: startErrors('InitiateInventoryRetrievalResult'),
    ...allowedInVault('start'),
    description: `Starts a job that retrieves the inventory of a vault, as of AWS's last daily inventory. Every call starts a new job, unless it repeats an idempotencyKey. Costs one InitiateJob and one DescribeJob call. ${startPage}`,
    args: {
      input: t.arg({
        type: InitiateInventoryRetrievalInput,
        required: true,
        description: 'The vault and the options of the job.',
      }),
    },
    ...costs({ calls: startCalls(() => 2), starts: true }),
    resolve: (_, { input }, ctx) => {
      const vault = resolveVaultRef(ctx.backend, input.vault);
      const by = { operation: 'initiateInventoryRetrieval', key: checkIdempotencyKey(input.idempotencyKey) };
      const { startDate, endDate, marker } = input;
      if (startDate && endDate && endDate <= startDate) {
        rejectInput(path('endDate'), 'the value must be later than startDate.');
      }
      if (marker === '') rejectInput(path('marker'), 'the value must not be empty.');
      const limit = checkWholeNumber(input.limit, { from: 1 }, path('limit'));
      const ranged = startDate != null || endDate != null || limit !== undefined || marker != null;
      return startGlacierJob(
        ctx,
        vault,
        {
          Type: 'inventory-retrieval',
          ...commonParameters(ctx, input, vault),
          Format: awsValue(inventoryFormats, input.format ?? 'JSON'),
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
  description: 'The archive to query, the query, and the location of its result.',
  fields: (t) => ({
    vault: vaultField(t),
    idempotencyKey: idempotencyKeyField(t),
    archiveId: t.string({ required: true, description: 'The ID of the archive.' }),
    ...startFields(t),
    tier: tierField(t),
    selectParameters: t.field({
      type: inputTypeOf(selectParameters),
      required: true,
      description: 'The query and its formats.',
    }),
    outputLocation: t.field({
      type: inputTypeOf(outputLocation),
      required: true,
      description: 'The location in S3 to which AWS writes the result.',
    }),
  }),
});

const InitiateSelectPayload = builder.objectRef<StartedGlacierJob>('InitiateSelectPayload').implement({
  description: 'The started job: AWS accepted the start, now or earlier with the same idempotency key.',
  fields: (t) => ({
    job: t.expose('job', { type: SelectJob, description: 'The started job.' }),
    location: t.exposeString('location', { description: locationDescription }),
    jobOutputPath: t.exposeString('jobOutputPath', {
      nullable: true,
      description: 'The path in S3 to which AWS will write the result; null if AWS does not report it.',
    }),
  }),
});

builder.mutationField('initiateSelect', (t) =>
  t.field({
    type: InitiateSelectPayload,
    errors: startErrors('InitiateSelectResult'),
    ...allowedInVault('start'),
    description: `Starts a Glacier Select job, which queries an archive and writes the result to S3. AWS has closed Select to new customers and may refuse it. Every call starts a new job, unless it repeats an idempotencyKey. Costs one InitiateJob and one DescribeJob call. ${startPage}`,
    args: { input: t.arg({ type: InitiateSelectInput, required: true, description: 'The archive and the query.' }) },
    ...costs({ calls: startCalls(() => 2), starts: true }),
    resolve: (_, { input }, ctx) => {
      const vault = resolveVaultRef(ctx.backend, input.vault);
      checkInput(selectParameters, input.selectParameters, path('selectParameters'));
      checkInput(outputLocation, input.outputLocation, path('outputLocation'));
      checkArns({ outputLocation: input.outputLocation }, ctx.backend, vault, path());
      const by = { operation: 'initiateSelect', key: checkIdempotencyKey(input.idempotencyKey) };
      return startGlacierJob(
        ctx,
        vault,
        {
          Type: 'select',
          ...commonParameters(ctx, input, vault),
          ArchiveId: checkOpaqueId(input.archiveId, path('archiveId')),
          Tier: tierOf(input.tier),
          SelectParameters: fromRecord(selectParameters, input.selectParameters, path('selectParameters')),
          OutputLocation: fromRecord(outputLocation, input.outputLocation, path('outputLocation')),
        },
        by,
      );
    },
  }),
);
