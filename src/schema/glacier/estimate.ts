// Estimates of the cost and duration of retrievals, before anything is started. No AWS call: prices come from the price
// list, durations from AWS's guides.

import { defaultLocation } from '../../aws/backend.ts';
import { archiveRetrievalTimes, type DurationRange } from '../../aws/glacier/retrievalTimes.ts';
import { restoreTimes } from '../../aws/s3control/restoreTimes.ts';
import { glacierJobTier } from '../../aws/s3control/structures/enums.ts';
import type { Context } from '../../context.ts';
import { rejectInput } from '../../core/errors.ts';
import { regionPattern } from '../../core/partition.ts';
import {
  type CostItem,
  type CostKind,
  type Estimate,
  estimateArchiveRetrieval,
  estimateBatchRestore,
  type RestoreTier,
} from '../../pricing/estimate.ts';
import type { PriceList, RegionPrices } from '../../pricing/priceList.ts';
import { builder } from '../kit/builder.ts';
import { checkWholeNumber } from '../kit/checks.ts';
import { free } from '../kit/cost.ts';
import { inputEnumOf } from '../kit/structureTypes.ts';
import { MoneyType } from '../money.ts';
import { RetrievalTierInput } from './glacierJob.ts';

export interface RetrievalEstimate {
  currency: string;
  priceList: string;
  /** Null if the price list has no prices for the region. */
  estimate: Estimate | null;
  notes: string[];
  duration: DurationRange;
}

const DurationRangeType = builder.objectRef<DurationRange>('DurationRange').implement({
  description: 'The shortest and the longest typical duration.',
  fields: (t) => ({
    minSeconds: t.exposeInt('minSeconds', {
      description: 'The shortest typical duration in seconds; 0 if AWS documents none.',
    }),
    maxSeconds: t.exposeInt('maxSeconds', { description: 'The longest typical duration in seconds.' }),
  }),
});

const CostItemKind = builder.enumType('CostItemKind', {
  description: 'What an item of a cost is charged for.',
  values: {
    DATA: { description: 'The retrieved data, charged by size.' },
    REQUESTS: { description: 'The requests, one for each archive or object, charged by number.' },
    BATCH_JOB: { description: 'The S3 Batch Operations job, charged once.' },
    BATCH_OBJECTS: { description: 'The objects that the S3 Batch Operations job processes, charged by number.' },
  } satisfies Record<CostKind, { description: string }>,
});

const CostItemType = builder.objectRef<CostItem & { currency: string }>('CostItem').implement({
  description: 'One item of an estimated cost.',
  fields: (t) => ({
    kind: t.expose('kind', { type: CostItemKind, description: 'What the item is charged for.' }),
    unitPrice: t.field({
      type: MoneyType,
      description: 'The price of one `unit`.',
      resolve: ({ unitPrice, currency }) => ({ amount: unitPrice, currency }),
    }),
    unit: t.exposeString('unit', { description: 'The unit that the price is for, e.g. 1000 requests.' }),
    cost: t.field({ type: MoneyType, description: 'The cost of the item, rounded up.', resolve: (item) => item }),
  }),
});

export const RetrievalEstimateType = builder.objectRef<RetrievalEstimate>('RetrievalEstimate').implement({
  description: 'The estimated cost and duration of a retrieval.',
  fields: (t) => ({
    cost: t.field({
      type: MoneyType,
      nullable: true,
      description:
        'The sum of the breakdown, without taxes. The field `notes` lists what is not included. Null if the price list has no prices for the region: `notes` then names the regions that have.',
      resolve: ({ estimate, currency }) => estimate && { amount: estimate.amount, currency },
    }),
    breakdown: t.field({
      type: [CostItemType],
      description: 'The items whose costs add up to `cost`; empty if the price list has no prices for the region.',
      resolve: ({ estimate, currency }) => estimate?.items.map((item) => ({ ...item, currency })) ?? [],
    }),
    duration: t.expose('duration', {
      type: DurationRangeType,
      description: 'The typical time until the data is readable.',
    }),
    priceList: t.exposeString('priceList', {
      description: 'The price list that the estimate is based on: its date, region and source.',
    }),
    notes: t.field({
      type: ['String'],
      description: 'Assumptions and exclusions of the estimate, as text for people.',
      resolve: ({ notes }) => notes,
    }),
  }),
});

/** More characters than any region of AWS has. */
const maxRegion = 32;

const regionDescription = 'The region whose prices apply; the default region of the gateway if omitted.';

/** An estimate from the prices of the region. Without prices it has the duration, and notes that name the priced regions. */
function estimateIn(
  { backend, prices }: Context,
  region: string | null | undefined,
  duration: DurationRange,
  estimateFrom: (regional: RegionPrices) => Estimate,
): RetrievalEstimate {
  const { currency, date, source, regions, notes = [] } = prices;
  const chosen = region ?? defaultLocation(backend).region;
  if (chosen.length > maxRegion || !regionPattern.test(chosen)) {
    rejectInput(['region'], 'the value must be the name of a region, such as us-east-1.');
  }
  const regional = Object.hasOwn(regions, chosen) ? regions[chosen] : undefined;
  const estimate = regional ? estimateFrom(regional) : null;
  return {
    currency,
    priceList: `${date}, ${chosen}: ${source}`,
    estimate,
    notes: [...(estimate?.notes ?? [withoutPrices(prices, chosen)]), ...notes],
    duration,
  };
}

const withoutPrices = ({ date, regions }: PriceList, region: string): string =>
  `The price list of ${date} has no prices for ${region}. It has prices for ${Object.keys(regions).join(', ')}. Set PRICE_LIST_FILE to use another list.`;

/** The estimate of archive retrievals. */
export const estimateRetrieval = (
  ctx: Context,
  region: string | null | undefined,
  load: Parameters<typeof estimateArchiveRetrieval>[1],
): RetrievalEstimate =>
  estimateIn(ctx, region, archiveRetrievalTimes[load.tier], (prices) => estimateArchiveRetrieval(prices, load));

const size = 'The total size in bytes, 0 or more.';

builder.queryField('estimateArchiveRetrieval', (t) =>
  t.field({
    type: RetrievalEstimateType,
    description:
      'Estimates the cost and duration of retrieving archives from vaults. For a partial retrieval, count only the retrieved bytes. Costs no AWS call.',
    args: {
      sizeInBytes: t.arg({ type: 'SafeInt', required: true, description: size }),
      archiveCount: t.arg({ type: 'SafeInt', defaultValue: 1, description: 'The number of archives, 1 or more.' }),
      tier: t.arg({ type: RetrievalTierInput, required: true, description: 'The retrieval tier.' }),
      region: t.arg.string({ description: regionDescription }),
    },
    ...free,
    semanticNonNull: true,
    resolve: (_, { sizeInBytes, archiveCount, tier, region }, ctx) => {
      const load = {
        tier,
        sizeInBytes: checkWholeNumber(sizeInBytes, { from: 0 }, ['sizeInBytes']) ?? 0,
        count: checkWholeNumber(archiveCount, { from: 1 }, ['archiveCount']) ?? 1,
      };
      return estimateRetrieval(ctx, region, load);
    },
  }),
);

const RestoreStorageClass = builder.enumType('RestoreStorageClass', {
  description: 'The S3 storage classes whose objects must be restored before they are readable.',
  values: {
    GLACIER: { description: 'S3 Glacier Flexible Retrieval.' },
    DEEP_ARCHIVE: { description: 'S3 Glacier Deep Archive.' },
  } satisfies Record<keyof typeof restoreTimes, { description: string }>,
});

builder.queryField('estimateBatchRestore', (t) =>
  t.field({
    type: RetrievalEstimateType,
    description:
      'Estimates the cost and duration of restoring S3 objects with one S3 Batch Operations job. Costs no AWS call.',
    args: {
      objectCount: t.arg({ type: 'SafeInt', required: true, description: 'The number of objects, 1 or more.' }),
      sizeInBytes: t.arg({ type: 'SafeInt', required: true, description: size }),
      storageClass: t.arg({
        type: RestoreStorageClass,
        required: true,
        description: 'The storage class of the objects.',
      }),
      tier: t.arg({
        type: inputEnumOf(glacierJobTier),
        required: true,
        description: 'The restore tier. S3 Batch Operations has no Expedited tier.',
      }),
      region: t.arg.string({ description: regionDescription }),
    },
    ...free,
    semanticNonNull: true,
    resolve: (_, { objectCount, sizeInBytes, storageClass, tier, region }, ctx) => {
      const times = restoreTimes[storageClass];
      const load = {
        storageClass,
        tier: tier as RestoreTier,
        sizeInBytes: checkWholeNumber(sizeInBytes, { from: 0 }, ['sizeInBytes']) ?? 0,
        count: checkWholeNumber(objectCount, { from: 1 }, ['objectCount']) ?? 1,
      };
      return estimateIn(ctx, region, times[load.tier], (prices) =>
        estimateBatchRestore(prices, ctx.prices.currency, load),
      );
    },
  }),
);
