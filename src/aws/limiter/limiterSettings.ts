// How much of AWS the gateway takes for itself in one account and region. AWS publishes no rates for the calls of vaults
// and of Batch jobs; S3 Control is known to throttle early, and a change costs it more than a look.
import type { Config } from '../../config/options.ts';

export interface LimiterSettings {
  /** Calls a second that only read, of one operation; throttling brings it down from there. */
  glacierRate: number;
  s3ControlRate: number;
  /** Calls of one operation under way at once; a service takes some more, which no single slow operation can fill. */
  glacierConcurrency: number;
  s3ControlConcurrency: number;
  /** Calls that may wait for one service; those of whoever has the most waiting give way to others'. */
  waiting: number;
  /** Milliseconds that a call may wait for its turn. */
  wait: number;
}

export const limiterSettingsOf = (config: Config): LimiterSettings => ({
  glacierRate: config.AWS_GLACIER_RATE,
  s3ControlRate: config.AWS_S3_CONTROL_RATE,
  glacierConcurrency: config.AWS_GLACIER_CONCURRENCY,
  s3ControlConcurrency: config.AWS_S3_CONTROL_CONCURRENCY,
  waiting: config.AWS_QUEUE_LENGTH,
  wait: config.AWS_QUEUE_TIMEOUT_MS,
});

/** The services whose calls are limited. */
export type ServiceName = 'glacier' | 's3Control';

/** What a service takes of all operations, in parts of what it takes of one. */
const inAll = 1.2;

/** Which part of the rate of what reads a change has. */
const partOfChange = 0.2;

const reads = /\.(Describe|List|Get)\w+$/;

export const concurrencyOfOne = (service: ServiceName, limits: LimiterSettings): number =>
  service === 'glacier' ? limits.glacierConcurrency : limits.s3ControlConcurrency;

export const concurrencyOfAll = (ofOne: number): number => Math.ceil(ofOne * inAll);

/** Calls a second of an operation such as glacier.DescribeJob. */
export function rateOf(operation: string, service: ServiceName, limits: LimiterSettings): number {
  const rate = service === 'glacier' ? limits.glacierRate : limits.s3ControlRate;
  return reads.test(operation) ? rate : Math.max(1, rate * partOfChange);
}
