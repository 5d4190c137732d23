// What getting data back would cost and how long it would take, before anything is started. No AWS call: the figures come
// from the price list, the times from AWS's guides.

import { defaultLocation } from '../../aws/backend.ts';
import { archiveRetrievalTimes, type DurationRange } from '../../aws/glacier/retrievalTimes.ts';
import { restoreTimes } from '../../aws/s3control/restoreTimes.ts';
import { glacierJobTier } from '../../aws/s3control/structures/enums.ts';
import type { Context } from '../../context.ts';
import { InvalidInputError } from '../../core/errors.ts';
import {
  type CostItem,
  type CostKind,
  type Estimate,
  estimateArchiveRetrieval,
  estimateBatchRestore,
  type RestoreTier,
  type VaultTier,
} from '../../pricing/estimate.ts';
import type { RegionPrices } from '../../pricing/priceList.ts';
import { builder } from '../kit/builder.ts';
import { checkWholeNumber } from '../kit/checks.ts';
import { free } from '../kit/cost.ts';
import { enumTypeOf } from '../kit/structureTypes.ts';
import { RetrievalTier } from './glacierJob.ts';

interface Money {
  amount: string;
  currency: string;
}

interface RetrievalEstimate {
  currency: string;
  priceList: string;
  estimate: Estimate;
  duration: DurationRange;
}

const MoneyType = builder.objectRef<Money>('Money').implement({
  description: 'An amount of money.',
  fields: (t) => ({
    amount: t.exposeString('amount', {
      description: 'An exact decimal, not rounded, with at least two places: 10.24005.',
    }),
    currency: t.exposeString('currency', { description: 'As ISO 4217 names it, e.g. USD.' }),
  }),
});

const DurationRangeType = builder.objectRef<DurationRange>('DurationRange').implement({
  description: "How long something takes, in AWS's time.",
  fields: (t) => ({
    minSeconds: t.exposeInt('minSeconds', {
      description: 'The least that is typical; 0 where AWS names no least time.',
    }),
    maxSeconds: t.exposeInt('maxSeconds', { description: 'The most that is typical.' }),
  }),
});

const CostItemKind = builder.enumType('CostItemKind', {
  description: 'What a line of a bill is for.',
  values: {
    DATA: { description: 'The data that are retrieved, by size.' },
    REQUESTS: { description: 'A request for each archive or object.' },
    BATCH_JOB: { description: 'The S3 Batch Operations job.' },
    BATCH_OBJECTS: { description: 'The objects that the job works on.' },
  } satisfies Record<CostKind, { description: string }>,
});

const CostItemType = builder.objectRef<CostItem & { currency: string }>('CostItem').implement({
  description: 'A line of a bill.',
  fields: (t) => ({
    kind: t.expose('kind', { type: CostItemKind, description: 'What it is for.' }),
    unitPrice: t.field({
      type: MoneyType,
      description: 'What a unit takes.',
      resolve: ({ unitPrice, currency }) => ({ amount: unitPrice, currency }),
    }),
    unit: t.exposeString('unit', { description: 'What the price is for, e.g. 1000 requests.' }),
    cost: t.field({ type: MoneyType, description: 'What the line takes.', resolve: (item) => item }),
  }),
});

const RetrievalEstimateType = builder.objectRef<RetrievalEstimate>('RetrievalEstimate').implement({
  description: 'What getting data back would cost, and how long it would take.',
  fields: (t) => ({
    cost: t.field({
      type: MoneyType,
      description: 'The sum of the breakdown, without taxes and without what the notes say is not counted.',
      resolve: ({ estimate: { amount }, currency }) => ({ amount, currency }),
    }),
    breakdown: t.field({
      type: [CostItemType],
      description: 'The lines that the cost is the sum of.',
      resolve: ({ estimate: { items }, currency }) => items.map((item) => ({ ...item, currency })),
    }),
    duration: t.expose('duration', {
      type: DurationRangeType,
      description: 'How long it typically takes until the data can be read.',
    }),
    priceList: t.exposeString('priceList', {
      description: 'Which price list the figures come from, and its date.',
    }),
    notes: t.field({
      type: ['String'],
      description: 'What is doubtful in these figures, and what they do not count. For people.',
      resolve: ({ estimate: { notes } }) => notes,
    }),
  }),
});

const regionDescription = "The region whose prices are meant; the gateway's default region where left out.";

/** An estimate from the prices of the region, or an error that names the regions there are prices for. */
function estimateIn(
  { backend, prices }: Context,
  region: string | null | undefined,
  duration: DurationRange,
  estimateFrom: (regional: RegionPrices) => Estimate,
): RetrievalEstimate {
  const { currency, date, source, regions, notes = [] } = prices;
  const chosen = region ?? defaultLocation(backend).region;
  const regional = Object.hasOwn(regions, chosen) ? regions[chosen] : undefined;
  if (!regional) {
    const known = Object.keys(regions).join(', ');
    throw new InvalidInputError(
      ['region'],
      `region: the price list of ${date} has no prices for ${chosen}; it has them for ${known}. PRICE_LIST_FILE can name another list.`,
    );
  }
  const estimate = estimateFrom(regional);
  return {
    currency,
    priceList: `${date}, ${chosen}: ${source}`,
    estimate: { ...estimate, notes: [...estimate.notes, ...notes] },
    duration,
  };
}

function checkTier<Tier extends string>(tier: Tier, known: Record<Exclude<Tier, 'OTHER'>, unknown>) {
  if (Object.hasOwn(known, tier)) return tier as Exclude<Tier, 'OTHER'>;
  throw new InvalidInputError(
    ['tier'],
    `tier: ${tier} is only ever an answer; ask for one of ${Object.keys(known).join(', ')}.`,
  );
}

const size = 'The bytes of all of them together; 0 or more.';

builder.queryField('estimateArchiveRetrieval', (t) =>
  t.field({
    type: RetrievalEstimateType,
    description:
      'What retrieving archives from vaults would cost and how long it would take. No AWS call. An archive that is retrieved in part counts with that part.',
    args: {
      sizeInBytes: t.arg({ type: 'SafeInt', required: true, description: size }),
      archiveCount: t.arg({ type: 'SafeInt', defaultValue: 1, description: 'How many archives, 1 or more.' }),
      tier: t.arg({ type: RetrievalTier, required: true, description: 'How fast.' }),
      region: t.arg.string({ description: regionDescription }),
    },
    ...free,
    resolve: (_, { sizeInBytes, archiveCount, tier, region }, ctx) => {
      const load = {
        tier: checkTier<VaultTier | 'OTHER'>(tier, archiveRetrievalTimes),
        sizeInBytes: checkWholeNumber(sizeInBytes, { from: 0 }, ['sizeInBytes']) ?? 0,
        count: checkWholeNumber(archiveCount, { from: 1 }, ['archiveCount']) ?? 1,
      };
      return estimateIn(ctx, region, archiveRetrievalTimes[load.tier], (prices) =>
        estimateArchiveRetrieval(prices, load),
      );
    },
  }),
);

const RestoreStorageClass = builder.enumType('RestoreStorageClass', {
  description: 'The storage classes of S3 whose objects must be restored before they can be read.',
  values: {
    GLACIER: { description: 'S3 Glacier Flexible Retrieval.' },
    DEEP_ARCHIVE: { description: 'S3 Glacier Deep Archive.' },
  } satisfies Record<keyof typeof restoreTimes, { description: string }>,
});

builder.queryField('estimateBatchRestore', (t) =>
  t.field({
    type: RetrievalEstimateType,
    description:
      'What restoring objects of S3 by one S3 Batch Operations job would cost and how long it would take. No AWS call.',
    args: {
      objectCount: t.arg({ type: 'SafeInt', required: true, description: 'How many objects, 1 or more.' }),
      sizeInBytes: t.arg({ type: 'SafeInt', required: true, description: size }),
      storageClass: t.arg({ type: RestoreStorageClass, required: true, description: 'Where they are.' }),
      tier: t.arg({
        type: enumTypeOf(glacierJobTier),
        required: true,
        description: 'How fast; there is no Expedited.',
      }),
      region: t.arg.string({ description: regionDescription }),
    },
    ...free,
    resolve: (_, { objectCount, sizeInBytes, storageClass, tier, region }, ctx) => {
      const times = restoreTimes[storageClass];
      const load = {
        storageClass,
        tier: checkTier<RestoreTier | 'OTHER'>(tier as RestoreTier | 'OTHER', times),
        sizeInBytes: checkWholeNumber(sizeInBytes, { from: 0 }, ['sizeInBytes']) ?? 0,
        count: checkWholeNumber(objectCount, { from: 1 }, ['objectCount']) ?? 1,
      };
      return estimateIn(ctx, region, times[load.tier], (prices) =>
        estimateBatchRestore(prices, ctx.prices.currency, load),
      );
    },
  }),
);
