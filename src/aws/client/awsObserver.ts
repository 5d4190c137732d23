// The interface of those who measure AWS calls: start and end of each call, and gauges on request. Without an observer,
// nothing is measured.
import type { ErrorCode } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import type { ServiceName } from '../limiter/limiterSettings.ts';

export interface ObservedCall {
  readonly service: ServiceName;
  /** E.g. glacier.DescribeJob. */
  readonly operation: string;
  readonly location: Location;
  /** The first caller; equal reads of others at the same moment share the call. */
  readonly callerId: string;
}

export interface CallEnd {
  /** OK, the error's code, or GONE: all its callers have gone away. */
  readonly result: 'OK' | 'GONE' | ErrorCode;
  /** Requests sent to AWS; 0 if the call was refused before. */
  readonly attempts: number;
  /** From the call to its end; for a stream, to its first byte. */
  readonly milliseconds: number;
  /** Of them, the time in the queue. */
  readonly waited: number;
  readonly requestId: string | null;
  /** AWS's name of the error. */
  readonly awsCode: string | null;
  /** The error before its translation, for operators; undefined if the call succeeded. */
  readonly cause?: unknown;
}

export interface AwsObserver {
  /** Called in the async context of the first caller, before the call is queued. The function that it returns is called once, at the end. */
  begin(call: ObservedCall): (end: CallEnd) => void;
}

/** The state of a service in one account and region. */
export interface LocationGauges {
  readonly service: ServiceName;
  readonly location: Location;
  readonly inFlight: number;
  readonly waiting: number;
  /** Operations whose breaker is open; `*` is the service's own, open while no connection can be made. */
  readonly open: readonly string[];
  /** The part of the retry budget that is left, from 0 to 1. */
  readonly retryBudget: number;
}
