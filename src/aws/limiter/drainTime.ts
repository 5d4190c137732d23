// How long the limiter needs to send many calls, from its rate and concurrency. Pure. An operation whose calls cannot leave the
// queue before its timeout would lose the rest of them, so it is better not begun.
import {
  type LimiterSettings,
  operationConcurrency,
  rateOf,
  type ServiceName,
  serviceConcurrency,
  serviceNames,
} from './limiterSettings.ts';
import { maxThrottlingDelay } from './serviceLimiter.ts';

/** The calls of an operation of GraphQL to one service in one account and region. */
export interface ServiceLoad {
  service: ServiceName;
  /** Of all operations of AWS. */
  total: number;
  /** Of the operation of AWS with the most calls. */
  largest: number;
}

/** The response time of AWS that the estimate assumes, in seconds. S3 Control usually takes 0.1 to 0.3 s. */
export const assumedResponseTime = 0.2;

export interface DrainTime {
  service: ServiceName;
  calls: number;
  /** Calls in flight at once, and calls per second. */
  concurrency: number;
  rate: number;
  /** In seconds: how long the last call waits, and how long it may. */
  wait: number;
  deadline: number;
}

/** With fewer calls in total, no load can be too much: the loads need not be estimated. */
export const leastOverload = (limits: LimiterSettings): number =>
  Math.min(
    ...serviceNames.map((service) => {
      const [, { concurrency, deadline }, { rate, deadline: forRate }] = drainTimes(
        { service, total: 0, largest: 0 },
        limits,
      );
      return Math.min(concurrency * (1 + deadline / assumedResponseTime), rate * (1 + forRate));
    }),
  );

/** The load whose last call would wait too long; null if all calls can be sent in time. */
export const findOverload = (loads: readonly ServiceLoad[], limits: LimiterSettings): DrainTime | null =>
  loads.flatMap((load) => drainTimes(load, limits)).find(({ wait, deadline }) => wait > deadline) ?? null;

/** The waits for room in the service, for room in the operation, and for the rate of the operation. */
function drainTimes(
  { service, total, largest }: ServiceLoad,
  limits: LimiterSettings,
): [ofService: DrainTime, ofOperation: DrainTime, ofRate: DrainTime] {
  const rate = rateOf({ id: '', isRead: true }, service, limits);
  const ofService = { service, calls: total, concurrency: serviceConcurrency(service, limits), rate };
  const ofOperation = { service, calls: largest, concurrency: operationConcurrency(service, limits), rate };
  const deadline = limits.queueTimeout / 1000;
  const waitForRoom = ({ calls, concurrency }: typeof ofService) =>
    Math.max(0, calls - concurrency) * (assumedResponseTime / concurrency);
  return [
    { ...ofService, wait: waitForRoom(ofService), deadline },
    { ...ofOperation, wait: waitForRoom(ofOperation), deadline },
    // The bucket of the rate is full at first.
    {
      ...ofOperation,
      wait: Math.max(0, largest - rate) / rate,
      deadline: Math.min(deadline, maxThrottlingDelay.accepted / 1000),
    },
  ];
}
