// The operation, caller and AWS usage of a request, for its log line, metrics and trace.
import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../../context.ts';
import { requestScope } from '../../telemetry/requestScope.ts';

/** The client chooses the operation name. */
const maxNameLength = 64;

export const useRequestScope = (): Plugin<Record<string, unknown>, Record<string, unknown>> => ({
  onExecute: ({ args: { document, operationName, contextValue } }) => {
    const scope = requestScope.getStore();
    if (!scope) return;
    const operation = getOperationAST(document, operationName);
    if (operation) {
      scope.kind = operation.operation;
      scope.operationName = operation.name?.value.slice(0, maxNameLength) ?? null;
    }
    const { caller, aws } = contextValue as Partial<Context>;
    scope.callerId = caller?.id ?? null;
    scope.usage = aws?.usage ?? null;
  },
});
