// How much of AWS the gateway uses in one account and region. AWS publishes no rates for the operations of vaults and Batch
// jobs, so throttling lowers the rates.
import type { Config } from '../../config/options.ts';

export interface LimiterSettings {
  /** Reads per second, of one operation; throttling lowers the rate from there. */
  glacierRate: number;
  s3ControlRate: number;
  s3Rate: number;
  /** Calls of one operation in flight at once. The limit of a service is higher, so no slow operation can use it up. */
  glacierConcurrency: number;
  s3ControlConcurrency: number;
  s3Concurrency: number;
  /** Calls that may be queued for one service. Beyond that, the caller with the longest queue loses a call. */
  queueLength: number;
  /** Milliseconds that a call may be queued. */
  queueTimeout: number;
}

export const limiterSettingsOf = (config: Config): LimiterSettings => ({
  glacierRate: config.AWS_GLACIER_RATE,
  s3ControlRate: config.AWS_S3_CONTROL_RATE,
  s3Rate: config.AWS_S3_RATE,
  glacierConcurrency: config.AWS_GLACIER_CONCURRENCY,
  s3ControlConcurrency: config.AWS_S3_CONTROL_CONCURRENCY,
  s3Concurrency: config.AWS_S3_CONCURRENCY,
  queueLength: config.AWS_QUEUE_LENGTH,
  queueTimeout: config.AWS_QUEUE_TIMEOUT_MS,
});

/** The services whose calls are limited. */
export const serviceNames = ['glacier', 's3Control', 's3'] as const;

export type ServiceName = (typeof serviceNames)[number];

/** What the limiter knows of an operation. */
export interface LimitedOperation {
  /** As it is counted and logged: glacier.DescribeJob. */
  readonly id: string;
  /** Reads change nothing at AWS. */
  readonly isRead: boolean;
}

/** The concurrency of a service, as a multiple of that of one operation. */
const serviceFactor = 1.2;

/** The rate of a write, as a part of the rate of a read. */
const writeFactor = 0.2;

export const operationConcurrency = (service: ServiceName, limits: LimiterSettings): number =>
  limits[`${service}Concurrency`];

export const serviceConcurrency = (service: ServiceName, limits: LimiterSettings): number =>
  Math.ceil(operationConcurrency(service, limits) * serviceFactor);

/** Calls per second of an operation. */
export function rateOf({ isRead }: LimitedOperation, service: ServiceName, limits: LimiterSettings): number {
  const rate = limits[`${service}Rate`];
  return isRead ? rate : Math.max(1, rate * writeFactor);
}
