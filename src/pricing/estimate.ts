// The cost of retrievals and restores, from a region's prices. Pure. Each item is one line of the bill, computed exactly and
// then rounded up; the total is the sum of the rounded items.
import { amountOf, type Decimal, decimal, inverse, product, roundUp, sum, whole } from './decimal.ts';
import type { RegionPrices, TierPrice } from './priceList.ts';

const units = {
  DATA: { size: 2n ** 30n, name: 'GB of 2^30 bytes' },
  REQUESTS: { size: 1000n, name: '1000 requests' },
  BATCH_JOB: { size: 1n, name: 'job' },
  BATCH_OBJECTS: { size: 1_000_000n, name: '1000000 objects' },
} as const;

export type CostKind = keyof typeof units;

export interface CostItem {
  kind: CostKind;
  unit: string;
  unitPrice: string;
  amount: string;
}

export interface Estimate {
  amount: string;
  items: CostItem[];
  notes: string[];
}

/** Totals over all archives or objects. */
interface Load {
  count: number;
  sizeInBytes: number;
}

interface Line {
  kind: CostKind;
  price: string;
  quantity: number;
}

const costOf = ({ kind, price, quantity }: Line): Decimal =>
  product(decimal(price), whole(quantity), inverse(units[kind].size));

const retrievalLines = ({ perGB, perThousandRequests }: TierPrice, { count, sizeInBytes }: Load): Line[] => [
  { kind: 'DATA', price: perGB, quantity: sizeInBytes },
  { kind: 'REQUESTS', price: perThousandRequests, quantity: count },
];

const estimateOf = (lines: readonly Line[], notes: readonly string[]): Estimate => ({
  amount: amountOf(sum(...lines.map(costOf).map(roundUp))),
  items: lines.map((line) => ({
    kind: line.kind,
    unit: units[line.kind].name,
    unitPrice: amountOf(decimal(line.price)),
    amount: amountOf(costOf(line)),
  })),
  notes: [...notes],
});

/** In bytes. An Expedited retrieval of a larger archive takes longer than 5 minutes. */
const expeditedLimit = 250 * 2 ** 20;

const slowExpedited = ({ count, sizeInBytes }: Load): string[] => {
  if (sizeInBytes <= expeditedLimit) return [];
  const subject = sizeInBytes > count * expeditedLimit ? 'At least one archive is' : 'Archives may be';
  return [`${subject} above 250 MB, for which Expedited takes longer than 5 minutes.`];
};

export type VaultTier = keyof RegionPrices['vault'];

export function estimateArchiveRetrieval(
  prices: RegionPrices,
  { tier, ...load }: Load & { tier: VaultTier },
): Estimate {
  const price = prices.vault[tier];
  return estimateOf(retrievalLines(price, load), [
    ...(tier === 'EXPEDITED' ? slowExpedited(load) : []),
    ...(price.notes ?? []),
    `Not counted: transfer out of AWS${tier === 'EXPEDITED' ? ', and provisioned capacity' : ''}.`,
  ]);
}

/** How many restores per second S3 starts for an account. */
const restoresPerSecond = 1000;

const longQueue = ({ count }: Load): string[] => {
  const minutes = Math.floor(count / restoresPerSecond / 60);
  if (minutes < 1) return [];
  return [`S3 accepts up to ${restoresPerSecond} restores a second, so the requests add at least ${minutes} minutes.`];
};

export type RestoreStorageClass = keyof RegionPrices['restore'];
export type RestoreTier = keyof RegionPrices['restore']['GLACIER'];

export function estimateBatchRestore(
  prices: RegionPrices,
  currency: string,
  { storageClass, tier, ...load }: Load & { storageClass: RestoreStorageClass; tier: RestoreTier },
): Estimate {
  const price = prices.restore[storageClass][tier];
  const { batch, restoredCopyPerGBMonth } = prices;
  const lines: Line[] = [
    ...retrievalLines(price, load),
    { kind: 'BATCH_JOB', price: batch.perJob, quantity: 1 },
    { kind: 'BATCH_OBJECTS', price: batch.perMillionObjects, quantity: load.count },
  ];
  const copies = costOf({ kind: 'DATA', price: restoredCopyPerGBMonth, quantity: load.sizeInBytes });
  return estimateOf(lines, [
    ...longQueue(load),
    ...(price.notes ?? []),
    `Not counted: the restored copies. They cost ${amountOf(copies)} ${currency} per month, in addition to the archived objects.`,
    'Not counted: creating the manifest, and transfer out of AWS.',
  ]);
}

/** S3 Batch Operations jobs themselves: what their operation costs is not known from a list of jobs. */
export const estimateBatchJobs = (
  { batch }: RegionPrices,
  { count, tasks }: { count: number; tasks: number },
): Estimate =>
  estimateOf(
    [
      { kind: 'BATCH_JOB', price: batch.perJob, quantity: count },
      { kind: 'BATCH_OBJECTS', price: batch.perMillionObjects, quantity: tasks },
    ],
    ['Not counted for Batch jobs: their operation, such as the requests and the data of restores.'],
  );
