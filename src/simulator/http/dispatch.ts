// Dispatch of a request: find the operation, count the call, apply faults, execute. Every failure inside is a response with a
// body; only a fault that asks for it resets a connection.
import { bytesOf } from '../world/byteSource.ts';
import type { World } from '../world/world.ts';
import type { CallLog, RecordedCall } from './callLog.ts';
import { AwsError, NotSimulated } from './errors.ts';
import type { FaultPlan } from './faults.ts';
import { type Identity, identityOf } from './identity.ts';
import { injectFault } from './injectFault.ts';
import type { Operation, OperationContext } from './operation.ts';
import { ForeignRequest } from './refuseForeign.ts';
import type { Outcome } from './sendOutcome.ts';
import type { Match, Protocol, RequestHead, Service, WireRequest, WireResponse } from './service.ts';
import type { Values } from './shapes.ts';

export interface Backend {
  services: readonly Service[];
  world: World;
  calls: CallLog;
  faults: FaultPlan;
  /** Aborted when the simulator closes. */
  signal: AbortSignal;
}

/** `caller` is aborted when the caller has gone. */
export async function dispatch(request: WireRequest, backend: Backend, caller: AbortSignal): Promise<Outcome> {
  const requestId = backend.world.ids.request();
  const found = route(request, backend.services);
  if (!found) return { kind: 'answer', response: unknownOperation(request, backend.services, requestId) };
  const { service, operation } = found;
  const identity = identityOf(request, backend.world);
  const name = `${service.name}.${operation.shape.name}`;
  const call = startCall(name, request, identity, backend);
  const due = backend.faults.next(name, identity, request.headers['x-amz-security-token']?.toString());
  const faults = { plan: backend.faults, faults: due, service, request, requestId, signal: backend.signal };
  const lag = Math.max(0, ...due.map(({ lagMilliseconds = 0 }) => lagMilliseconds));

  let outcome = await injectFault(faults);
  if (!outcome) {
    const response = await perform(request, { ...found, lag, caller }, identity, call, backend, requestId);
    outcome = (await injectFault(faults, response)) ?? { kind: 'answer', response };
  }
  if (outcome.kind === 'answer') call.status = outcome.response.status;
  return outcome;
}

function unknownOperation(request: WireRequest, services: readonly Service[], requestId: string): WireResponse {
  const service = serviceOf(request, services);
  const message = `No operation at ${request.method} /${request.segments.join('/')}`;
  return errorResponse(new AwsError('UnknownOperationException', message), service?.protocol, requestId, request);
}

interface Found extends Match {
  service: Service;
}

/** The service that claims the request; else the first one, whose form an error has. */
export const serviceOf = (request: RequestHead, services: readonly Service[]): Service | undefined =>
  services.find(({ claims }) => claims?.(request)) ?? services[0];

function route(request: WireRequest, services: readonly Service[]): Found | undefined {
  const claimed = services.filter(({ claims }) => claims?.(request));
  for (const service of claimed.length > 0 ? claimed : services) {
    const match = service.protocol.match(request, service.operations);
    if (match) return { ...match, service };
  }
  return undefined;
}

function startCall(operation: string, { headers }: WireRequest, identity: Identity, { calls, world }: Backend) {
  const invocation = headers['amz-sdk-invocation-id'];
  const call: RecordedCall = {
    operation,
    accountId: identity.accountId,
    region: identity.region,
    input: undefined,
    at: world.clock.now(),
    invocationId: Array.isArray(invocation) ? invocation[0] : invocation,
    status: undefined,
  };
  calls.record(call);
  return call;
}

async function perform(
  request: WireRequest,
  { service, operation, labels, lag, caller }: Found & { lag: number; caller: AbortSignal },
  identity: Identity,
  call: RecordedCall,
  { world }: Backend,
  requestId: string,
): Promise<WireResponse> {
  const { protocol } = service;
  try {
    const input = protocol.decode(request, operation.shape, labels);
    call.input = withoutStream(input, operation);
    const account = service.admit(input, request, identity, world);
    call.accountId = account.accountId;
    const now = await settled(service, world);
    const context: OperationContext = {
      world,
      now,
      account,
      location: world.location(account.accountId, identity.region),
      lag,
      header: (name) => {
        const value = request.headers[name];
        return Array.isArray(value) ? value[0] : value;
      },
      signal: caller,
    };
    const output = await world.asOf(now, () => operation.run(input, context));
    world.onRequest();
    return protocol.encode(output, operation.shape, requestId);
  } catch (error) {
    return errorResponse(error, protocol, requestId, request);
  }
}

/** The time up to which the service has settled: the present, also where it took a while. */
async function settled({ settle }: Service, world: World): Promise<number> {
  for (;;) {
    const now = world.clock.now();
    const settling = settle?.(world, now);
    if (!settling) return now;
    await settling;
  }
}

function withoutStream(input: Values, { shape }: Operation): Values {
  const streams = shape.input.members.filter((member) => member.shape.kind === 'blob').map(({ name }) => name);
  return Object.fromEntries(Object.entries(input).filter(([name]) => !streams.includes(name)));
}

/** The simulator's own errors never take AWS's form. An unexpected exception is a 500 with its message. */
export function errorResponse(
  error: unknown,
  protocol: Protocol | undefined,
  requestId: string,
  request: RequestHead | undefined,
): WireResponse {
  if (error instanceof AwsError && protocol) return protocol.encodeError(error, requestId, request);
  const { code, status, message } =
    error instanceof NotSimulated || error instanceof ForeignRequest || error instanceof AwsError
      ? error
      : { code: 'InternalFailure', status: 500, message: `The simulator failed: ${String(error)}` };
  if (protocol?.encodeOwnError) return protocol.encodeOwnError({ code, status, message }, requestId, request);
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
    body: bytesOf(Buffer.from(JSON.stringify({ code, message, simulator: true }))),
  };
}
