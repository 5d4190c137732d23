// What an operation may cost, decided before it runs: nothing is asked of AWS for one that is refused. What it is
// estimated at stands in its answer, beside what it has taken.
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
   * Throws where it may cost too much, or where it is clear already that it cannot be answered. For a caller who knows
   * a part of the backend, by that part: what is counted would tell of the rest.
   */
  admit(operation: CostedOperation, access: Access): QueryCost | null;
}

const beyond = (what: string, comesTo: number, most: number): GraphQLError =>
  invalidDocument(`The operation may come to ${comesTo} ${what}, and ${most} are allowed. Ask for fewer at once.`);

export function createCostLimit(backend: Services['backend'], limits: CostLimits): CostLimit {
  return {
    admit: (operation, access) => {
      const cost = estimated(visibleBackend(backend, access), operation);
      if (cost && cost.awsCalls > limits.awsCalls) throw beyond('calls of AWS', cost.awsCalls, limits.awsCalls);
      if (cost && cost.nodes > limits.nodes) throw beyond('nodes', cost.nodes, limits.nodes);
      return cost;
    },
  };
}

function estimated(backend: Services['backend'], operation: CostedOperation): QueryCost | null {
  try {
    return estimateCost(schema, backend, operation);
  } catch (error) {
    throw error instanceof GatewayError ? invalidDocument(error.message) : error;
  }
}

/** For all operations that are executed by way of yoga's plugins: over HTTP, and no subscription over WebSocket. */
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
