// What is told of the calls of AWS to whoever measures them: each when it begins and when it ends, and, when asked, how
// full the ways to AWS are. Nothing of it is made where nobody observes.
import type { ErrorCode } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';

export interface ObservedCall {
  readonly service: 'glacier' | 's3Control';
  /** As it is counted: glacier.DescribeJob. */
  readonly operation: string;
  readonly location: Location;
  /** Who asked first; equal reads of others at the same moment share the call. */
  readonly callerId: string;
}

export interface CallEnd {
  /** OK, the error's code, or GONE: everybody who wanted it has left. */
  readonly result: 'OK' | 'GONE' | ErrorCode;
  /** Requests sent to AWS; none where it was refused before. */
  readonly attempts: number;
  /** From the asking to the end; for a stream, to its first byte. */
  readonly milliseconds: number;
  /** The part of them that it waited for its turn. */
  readonly waited: number;
  readonly requestId: string | null;
  /** AWS's own name for the error. */
  readonly awsCode: string | null;
}

export interface AwsObserver {
  /** Called in the async context of who asked first, before the call waits for its turn; what it gives, once at the end. */
  begin(call: ObservedCall): (end: CallEnd) => void;
}

/** How it stands with a service in one account and region. */
export interface LocationGauges {
  readonly service: 'glacier' | 's3Control';
  readonly location: Location;
  readonly inFlight: number;
  readonly waiting: number;
  /** Operations whose breaker is open; `*` is the service's own, open while it cannot be connected to. */
  readonly open: readonly string[];
  /** Which part of the retry budget is left, from 0 to 1. */
  readonly retryBudget: number;
}
