// The cost limit of an operation, checked before execution, so that a rejected operation makes no AWS call. The response
// contains the estimate beside the actual number of calls.
import type { GraphQLError } from 'graphql';
import type { Access } from '../../access/access.ts';
import type { Caller } from '../../access/caller.ts';
import type { Backend } from '../../aws/backend.ts';
import { assumedResponseTime, type DrainTime, findOverload, leastOverload } from '../../aws/limiter/drainTime.ts';
import type { LimiterSettings, ServiceName } from '../../aws/limiter/limiterSettings.ts';
import { visibleBackend } from '../../aws/visibleBackend.ts';
import type { CallerLimit } from '../../config/options/callerLimits.ts';
import type { Services } from '../../context.ts';
import { GatewayError } from '../../core/errors.ts';
import type { CoercedVariables } from '../../execution/prepareVariables.ts';
import { isAnonymous, limitOf } from '../../limits/limitOf.ts';
import type { CostBasis } from '../../schema/kit/cost.ts';
import type { OperationEstimate } from '../../schema/kit/estimateCost.ts';
import { invalidDocument } from '../documents/invalidDocument.ts';
import type { PreparedOperation } from '../documents/prepareOperation.ts';

export interface CostLimits {
  awsCalls: number;
  nodes: number;
  startsPerRequest: CallerLimit;
  /** How fast calls are sent. A query whose calls cannot all be sent in time is refused. */
  limiter: LimiterSettings;
}

export type CostedOperation = Pick<PreparedOperation, 'estimateCost'>;

export type AdmittedCost = Pick<OperationEstimate, 'awsCalls' | 'nodes' | 'eventNodes'>;

export interface CostLimit {
  /**
   * Throws if the operation may exceed a limit, or certainly fails. The estimate covers only the part of the backend that the
   * caller can see: a larger count would reveal the rest.
   */
  admit(operation: CostedOperation, variables: CoercedVariables, caller: Caller): AdmittedCost | null;
}

const limitExceeded = (unit: string, estimate: number, limit: number): GraphQLError =>
  invalidDocument(`The operation may cost ${estimate} ${unit}; the limit is ${limit}. Request fewer at once.`);

const tooManyStarts = (starts: number, caller: Caller, { startsPerRequest }: CostLimits): GraphQLError =>
  invalidDocument(
    `The operation has ${starts} fields that start jobs; ${limitOf(caller, startsPerRequest)} are allowed in one request ${isAnonymous(caller) ? 'of an anonymous caller ' : ''}(STARTS_PER_REQUEST). Nothing was started. Send fewer at once; initiateArchiveRetrievals starts up to 1000 retrievals in one field.`,
  );

const services = {
  glacier: { name: 'Glacier', option: 'AWS_GLACIER' },
  s3Control: { name: 'S3 Control', option: 'AWS_S3_CONTROL' },
  s3: { name: 'S3', option: 'AWS_S3' },
} as const satisfies Record<ServiceName, object>;

function deadlineExceeded(
  estimate: number,
  { service, calls, concurrency, rate, wait, deadline }: DrainTime,
): GraphQLError {
  const { name, option } = services[service];
  return invalidDocument(
    `The operation cannot finish within its deadline. It may cost ${estimate} AWS calls, ${calls} of them to ${name} in one account and region. With ${concurrency} calls at a time (${option}_CONCURRENCY) of ${assumedResponseTime} s each and ${rate} calls per second (${option}_RATE), the last one waits ${Math.ceil(wait)} s; the deadline is ${deadline} s (AWS_QUEUE_TIMEOUT_MS). Request fewer at once.`,
  );
}

export function createCostLimit(
  services: Pick<Services, 'backend'> & { jobIndex: Pick<Services['jobIndex'], 'knownLists'> },
  limits: CostLimits,
): CostLimit {
  const smallestOverload = leastOverload(limits.limiter);
  /** It looks up what is known whenever it is asked, so it is the same for all operations of a caller. */
  const bases = new WeakMap<Access, { backend: Backend; basis: CostBasis }>();
  const basisOf = (access: Access): CostBasis => {
    const { backend } = services;
    const before = bases.get(access);
    if (before?.backend === backend) return before.basis;
    const known = services.jobIndex.knownLists(access);
    const basis = { ...visibleBackend(backend, access), known, maxAwsCalls: limits.awsCalls };
    bases.set(access, { backend, basis });
    return basis;
  };
  return {
    admit: (operation, variables, caller) => {
      const estimated = estimate(operation, basisOf(caller.access), variables);
      if (!estimated) return null;
      const { awsCalls, nodes, eventNodes, starts, loads } = estimated;
      if (awsCalls > limits.awsCalls) throw limitExceeded('AWS calls', awsCalls, limits.awsCalls);
      if (nodes > limits.nodes) throw limitExceeded('nodes', nodes, limits.nodes);
      if (starts > limitOf(caller, limits.startsPerRequest)) throw tooManyStarts(starts, caller, limits);
      const overload = awsCalls >= smallestOverload ? findOverload(loads(), limits.limiter) : null;
      if (overload) throw deadlineExceeded(awsCalls, overload);
      return { awsCalls, nodes, eventNodes };
    },
  };
}

function estimate(operation: CostedOperation, basis: CostBasis, variables: CoercedVariables): OperationEstimate | null {
  try {
    return operation.estimateCost(basis, variables);
  } catch (error) {
    throw error instanceof GatewayError ? invalidDocument(error.message) : error;
  }
}
