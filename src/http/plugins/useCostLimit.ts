// The cost limit of an operation, checked before execution, so that a rejected operation makes no AWS call. The response
// contains the estimate beside the actual number of calls.
import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Access } from '../../access/access.ts';
import { visibleBackend } from '../../aws/visibleBackend.ts';
import type { Context, Services } from '../../context.ts';
import { GatewayError } from '../../core/errors.ts';
import type { QueryCost } from '../../core/queryCost.ts';
import { schema } from '../../schema/index.ts';
import { type CostedOperation, estimateCost } from '../../schema/kit/estimateCost.ts';
import { invalidDocument } from '../documents/invalidDocument.ts';

export interface CostLimits {
  awsCalls: number;
  nodes: number;
}

export interface CostLimit {
  /**
   * Throws if the operation may exceed a limit, or certainly fails. The estimate covers only the part of the backend that the
   * caller can see: a larger count would reveal the rest.
   */
  admit(operation: CostedOperation, access: Access): QueryCost | null;
}

const limitExceeded = (unit: string, estimate: number, limit: number): GraphQLError =>
  invalidDocument(`The operation may cost ${estimate} ${unit}; the limit is ${limit}. Request fewer at once.`);

export function createCostLimit(backend: Services['backend'], limits: CostLimits): CostLimit {
  return {
    admit: (operation, access) => {
      const cost = estimate(visibleBackend(backend, access), operation);
      if (cost && cost.awsCalls > limits.awsCalls) throw limitExceeded('AWS calls', cost.awsCalls, limits.awsCalls);
      if (cost && cost.nodes > limits.nodes) throw limitExceeded('nodes', cost.nodes, limits.nodes);
      return cost;
    },
  };
}

function estimate(backend: Services['backend'], operation: CostedOperation): QueryCost | null {
  try {
    return estimateCost(schema, backend, operation);
  } catch (error) {
    throw error instanceof GatewayError ? invalidDocument(error.message) : error;
  }
}

/** Covers every operation that yoga executes. Subscriptions call `admit` themselves. */
export const useCostLimit = ({ admit }: CostLimit): Plugin<Partial<Context>> => ({
  onExecute: ({ args, setResultAndStopExecution }) => {
    const { document, operationName, variableValues } = args;
    const context = args.contextValue as Context;
    try {
      context.cost = admit({ document, operationName, variables: variableValues }, context.caller.access);
    } catch (error) {
      setResultAndStopExecution({ errors: [error as GraphQLError] });
    }
  },
});
