// Applies the faults of a call in one phase: delays pass, then the first other fault decides the outcome. 'before' makes up a
// response; 'after' damages the real one.
import { bytesOf } from '../world/byteSource.ts';
import { AwsError } from './errors.ts';
import type { Fault } from './fault.ts';
import type { FaultPlan, FaultsOfCall } from './faults.ts';
import type { Outcome } from './sendOutcome.ts';
import type { RequestHead, Service, WireResponse } from './service.ts';

interface FaultedCall {
  plan: FaultPlan;
  faults: FaultsOfCall;
  service: Service;
  request: RequestHead;
  requestId: string;
  /** Aborts delays when the simulator closes. */
  signal: AbortSignal;
}

/** Undefined if no fault applies in this phase. */
export async function injectFault(call: FaultedCall, answered?: WireResponse): Promise<Outcome | undefined> {
  const { plan, faults, signal } = call;
  const phase = answered ? 'after' : 'before';
  for (const fault of faults) {
    // The operation itself handles list delays.
    if ((fault.when ?? 'before') !== phase || fault.kind === 'lag') continue;
    if (fault.kind === 'delay') await plan.delay(fault.delayMilliseconds ?? 0, signal);
    else return outcomeOf(fault, call, answered ?? page(fault.status));
  }
  return undefined;
}

function outcomeOf(fault: Fault, { service, requestId, request }: FaultedCall, answered: WireResponse): Outcome {
  switch (fault.kind) {
    case 'reset':
      return { kind: 'reset' };
    case 'truncated':
      return { kind: 'truncated', response: answered };
    case 'garbage':
      return { kind: 'answer', response: page(fault.status) };
    default:
      return { kind: 'answer', response: service.protocol.encodeError(errorOf(fault, service), requestId, request) };
  }
}

function errorOf({ kind, code, message, status }: Fault, { faultCodes }: Service): AwsError {
  const rule = status === undefined ? {} : { status };
  if (kind === 'throttle') return new AwsError(code ?? faultCodes.throttle, message ?? 'Rate exceeded', rule);
  return new AwsError(code ?? faultCodes['5xx'], message ?? 'The service is unavailable.', rule);
}

// The error page of a misconfigured proxy, in AWS's place.
function page(status = 200): WireResponse {
  const html = '<html><head><title>Not what you asked for</title></head><body>&lt;{</body></html>';
  return { status, headers: { 'content-type': 'text/html' }, body: bytesOf(Buffer.from(html)) };
}
