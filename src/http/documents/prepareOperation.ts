// An operation of a valid document, prepared so that it can be executed again and again.
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import { schema } from '../../schema/index.ts';

export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** As the request names it; null if it names none. */
  readonly operationName: string | null;
  /** The memory that it takes beside its document. */
  readonly bytes: number;
  execute(
    values: Pick<ExecutionArgs, 'rootValue' | 'contextValue' | 'variableValues'>,
  ): ExecutionResult | Promise<ExecutionResult>;
}

const preparedBytes = 512;

/** Null if the document has no operation of the name, or several and no name is given. */
export function prepareOperation(document: DocumentNode, operationName: string | null): PreparedOperation | null {
  const definition = getOperationAST(document, operationName);
  if (!definition) return null;
  return {
    document,
    definition,
    operationName,
    bytes: preparedBytes,
    execute: (values) =>
      execute({ schema, document, operationName, ...values }) as ReturnType<PreparedOperation['execute']>,
  };
}
