// All that happens to a query or mutation of a valid document, on every transport: the estimate of its cost, its execution, the
// masking of errors, and the extensions of its result.
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Caller } from '../../access/caller.ts';
import type { CallerSignal } from '../../aws/client/awsSession.ts';
import { type Context, createContext, type Services } from '../../context.ts';
import { andThen, type MaybePromise, recover } from '../../core/maybePromise.ts';
import { forgetChecks } from '../../schema/kit/forgetChecks.ts';
import { requestScope } from '../../telemetry/requestScope.ts';
import type { Documents } from '../documents/createDocuments.ts';
import type { PreparedOperation } from '../documents/prepareOperation.ts';
import { ownerOf } from '../guards/ownerOf.ts';
import type { CostLimit } from './createCostLimit.ts';
import type { MaskError } from './createMaskError.ts';
import { withUsage } from './withUsage.ts';

export interface Operations {
  readonly documents: Documents;
  readonly maskError: MaskError;
  /** The context of an operation. */
  createContext(caller: Caller, signal: CallerSignal): Context;
  execute(
    operation: PreparedOperation,
    variables: Readonly<Record<string, unknown>> | null | undefined,
    context: Context,
  ): MaybePromise<ExecutionResult>;
}

export interface OperationRules {
  documents: Documents;
  cost: CostLimit;
  maskError: MaskError;
}

/** Of the client's operation name in logs. */
const maxNameLength = 64;

export function createOperations(services: Services, { documents, cost, maskError }: OperationRules): Operations {
  const begin: Operations['execute'] = (operation, variables, context) => {
    const coerced = operation.coerce(variables);
    const admitted = cost.admit(operation, coerced, context.caller);
    context.cost = admitted && { awsCalls: admitted.awsCalls, nodes: admitted.nodes };
    describeInScope(operation, context);
    if (admitted) requestScope.getStore()?.execution?.expect(admitted);
    return andThen(operation.execute({ contextValue: context, variableValues: variables, coerced }), (result) => {
      if ('data' in result) return result;
      // Nothing was executed: the variables do not fit.
      for (const { extensions } of result.errors ?? []) extensions['http'] = { status: 400 };
      return result;
    });
  };

  const complete = (result: ExecutionResult, context: Context): ExecutionResult => {
    forgetChecks(context);
    const masked = result.errors ? { ...result, errors: result.errors.map(maskError) } : result;
    return withUsage(masked, context);
  };

  return {
    documents,
    maskError,
    createContext: (caller, signal) =>
      createContext(services, caller, signal, {
        execution: requestScope.getStore()?.execution,
        queue: ownerOf(caller),
      }),
    execute: (operation, variables, context) => {
      const ended = recover<ExecutionResult, ExecutionResult>(
        () => begin(operation, variables, context),
        (error) => ({ errors: [error as GraphQLError] }),
      );
      return andThen(ended, (result) => complete(result, context));
    },
  };
}

/** For the log line, metrics and trace of the request. */
function describeInScope({ definition }: PreparedOperation, { caller, aws }: Context): void {
  const scope = requestScope.getStore();
  if (!scope) return;
  scope.kind = definition.operation;
  scope.operationName = definition.name?.value.slice(0, maxNameLength) ?? null;
  scope.callerId = caller.id;
  scope.usage = aws.usage;
}
