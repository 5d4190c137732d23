// What the generic server needs to know about an AWS service. Glacier, S3 Control, STS and SNS are values of this.
import type { IncomingHttpHeaders } from 'node:http';
import type { ByteSource } from '../world/byteSource.ts';
import type { World } from '../world/world.ts';
import type { AwsError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { Operation, OperationContext } from './operation.ts';
import type { OperationShape, Values } from './shapes.ts';

export interface Service {
  /** As in the names of calls: 'glacier' in 'glacier.ListJobs'. */
  name: string;
  operations: readonly Operation[];
  protocol: Protocol;
  /** The error that a fault of the kind stands for here, unless it names another. */
  faultCodes: Record<'throttle' | '5xx', string>;
  /** Whether a request that fits no operation was meant for this service. */
  claims?(request: WireRequest): boolean;
  /** Whose account this is and whether it may come in; throws what AWS would answer if not. */
  admit(input: Values, request: WireRequest, identity: Identity, world: World): OperationContext['account'];
}

/** How a service writes its operations on HTTP. */
export interface Protocol {
  /** The operation that is meant, with the labels of its path. */
  match(request: WireRequest, operations: readonly Operation[]): Match | undefined;
  decode(request: WireRequest, shape: OperationShape, labels: Map<string, string>): Values;
  encode(output: Values, shape: OperationShape, requestId: string): WireResponse;
  encodeError(error: AwsError, requestId: string): WireResponse;
}

export interface Match {
  operation: Operation;
  labels: Map<string, string>;
}

export interface WireRequest {
  method: string;
  /** Decoded segments of the path. */
  segments: string[];
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: ByteSource;
}
