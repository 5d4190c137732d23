// The estimated cost of jobs that exist, from what they are charged by. Pure. What has no price is counted, and not guessed.
import type { JobLoad } from '../jobs/jobLoads.ts';
import { amountOf, parseAmount, sum } from './decimal.ts';
import { type Estimate, estimateArchiveRetrieval, estimateBatchJobs } from './estimate.ts';
import type { PriceList, RegionPrices } from './priceList.ts';

export interface CostOfService {
  service: JobLoad['service'];
  jobCount: number;
  /** The jobs without a price, which are not in the amount. */
  unpricedCount: number;
  /** Null if no job has a price. */
  amount: string | null;
  /** What archive retrievals retrieve, as far as their sizes are known; null for Batch jobs, whose sizes AWS does not list. */
  sizeInBytes: number | null;
}

export interface CostOfJobs {
  /** Of all jobs that have a price; null if there are jobs, and none has one. */
  amount: string | null;
  unpricedCount: number;
  services: CostOfService[];
  notes: string[];
}

interface PricedLoad {
  load: JobLoad;
  /** Null without a price. */
  estimate: Estimate | null;
}

const services = ['GLACIER', 'S3_BATCH_OPERATIONS'] as const;

export function costOfJobs({ regions, notes = [], date }: PriceList, loads: readonly JobLoad[]): CostOfJobs {
  const pricesOf = (region: string) => (Object.hasOwn(regions, region) ? regions[region] : undefined);
  const priced = loads.map((load) => ({ load, estimate: estimateOf(load, pricesOf(load.region)) }));
  const costs = services.flatMap((service) => {
    const own = priced.filter(({ load }) => load.service === service);
    return own.length > 0 ? [costOfService(service, own)] : [];
  });
  const unpriced = [...new Set(loads.map(({ region }) => region))].filter((region) => !pricesOf(region)).sort();
  return {
    amount: totalOf(priced),
    unpricedCount: unpricedIn(priced),
    services: costs,
    notes: [
      ...unpriced.map((region) => `The price list of ${date} has no prices for ${region}: its jobs are not counted.`),
      ...(loads.some(isWithoutLoad) ? [notCounted] : []),
      ...new Set(priced.flatMap(({ estimate }) => estimate?.notes ?? [])),
      ...notes,
    ],
  };
}

const notCounted =
  'Not counted: inventory retrievals, Select jobs, and retrievals whose size or tier AWS does not report.';

const isWithoutLoad = (load: JobLoad): boolean => load.service === 'GLACIER' && load.tier === null;

function estimateOf(load: JobLoad, prices: RegionPrices | undefined): Estimate | null {
  if (!prices) return null;
  if (load.service === 'S3_BATCH_OPERATIONS') return estimateBatchJobs(prices, load);
  const { tier, count, sizeInBytes } = load;
  return tier === null ? null : estimateArchiveRetrieval(prices, { tier, count, sizeInBytes });
}

function costOfService(service: JobLoad['service'], priced: readonly PricedLoad[]): CostOfService {
  const sizes = priced.map(({ load }) => (load.service === 'GLACIER' ? load.sizeInBytes : 0));
  return {
    service,
    jobCount: countOf(priced),
    unpricedCount: unpricedIn(priced),
    amount: totalOf(priced),
    sizeInBytes: service === 'GLACIER' ? sizes.reduce((total, size) => total + size, 0) : null,
  };
}

const countOf = (priced: readonly PricedLoad[]): number => priced.reduce((total, { load }) => total + load.count, 0);

const unpricedIn = (priced: readonly PricedLoad[]): number =>
  countOf(priced.filter(({ estimate }) => estimate === null));

function totalOf(priced: readonly PricedLoad[]): string | null {
  const amounts = priced.flatMap(({ estimate }) => estimate?.amount ?? []);
  return amounts.length === 0 && priced.length > 0 ? null : amountOf(sum(...amounts.map(parseAmount)));
}
