// Interface of a simulated AWS service, as the generic server needs it: Glacier, S3, S3 Control, SQS, EventBridge, STS and SNS.
import type { IncomingHttpHeaders } from 'node:http';
import type { ByteSource } from '../world/byteSource.ts';
import type { World } from '../world/world.ts';
import type { AwsError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { Operation, OperationContext } from './operation.ts';
import type { OperationShape, Values } from './shapes.ts';

export interface Service {
  /** As in operation names: 'glacier' in 'glacier.ListJobs'. */
  name: string;
  operations: readonly Operation[];
  protocol: Protocol;
  /** The error code that a fault of the kind returns here, unless the fault names another. */
  faultCodes: Record<'throttle' | '5xx', string>;
  /** Whether a request is meant for this service, whatever its operation. No other service gets it then. */
  claims?(request: RequestHead): boolean;
  /** Brings to a time what the service did by itself since the last request. Called again after a promise: the clock has moved on. */
  settle?(world: World, now: number): Promise<void> | undefined;
  /** Resolves and authorizes the account; throws AWS's error otherwise. */
  admit(input: Values, request: WireRequest, identity: Identity, world: World): OperationContext['account'];
}

/** The wire protocol of a service. */
export interface Protocol {
  /** The operation of the request, with the labels of its path. */
  match(request: WireRequest, operations: readonly Operation[]): Match | undefined;
  decode(request: WireRequest, shape: OperationShape, labels: Map<string, string>): Values;
  encode(output: Values, shape: OperationShape, requestId: string): WireResponse;
  encodeError(error: AwsError, requestId: string, request: RequestHead | undefined): WireResponse;
  /** An error that only the simulator has, for a protocol whose clients do not read JSON. */
  encodeOwnError?(error: OwnError, requestId: string, request: RequestHead | undefined): WireResponse;
}

/** An error of the simulator itself; its code is none of AWS's. */
export interface OwnError {
  code: string;
  status: number;
  message: string;
}

export interface Match {
  operation: Operation;
  labels: Map<string, string>;
}

export interface RequestHead {
  method: string;
  /** Decoded path segments. */
  segments: string[];
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
}

export interface WireRequest extends RequestHead {
  body: Buffer;
}

export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: ByteSource;
}
