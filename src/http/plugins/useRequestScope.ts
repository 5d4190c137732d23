// Tells the request's scope what is executed in it, for whom, and what that costs upstream.
import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../../context.ts';
import { requestScope } from '../../telemetry/requestScope.ts';

/** Of the name of an operation, which is a client's choice. */
const longestName = 64;

export const useRequestScope = (): Plugin<Record<string, unknown>, Record<string, unknown>> => ({
  onExecute: ({ args: { document, operationName, contextValue } }) => {
    const scope = requestScope.getStore();
    if (!scope) return;
    const operation = getOperationAST(document, operationName);
    if (operation) {
      scope.kind = operation.operation;
      scope.operationName = operation.name?.value.slice(0, longestName) ?? null;
    }
    const { caller, aws } = contextValue as Partial<Context>;
    scope.callerId = caller?.id ?? null;
    scope.usage = aws?.usage ?? null;
  },
});
