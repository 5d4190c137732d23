// An operation of a valid document, prepared so that it can be executed again and again.
import { type DocumentNode, getOperationAST, type OperationDefinitionNode } from 'graphql';
import type { FragmentMemory } from '../../execution/fragments.ts';
import { type PreparedOperation as Prepared, prepare } from '../../execution/prepare.ts';
import { schema } from '../../schema/index.ts';
import { isPure } from '../../schema/kit/isPure.ts';

export interface PreparedOperation extends Pick<Prepared, 'execute'> {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** As the request names it; null if it names none. */
  readonly operationName: string | null;
  /** The memory that it takes beside its document. */
  readonly bytes: number;
}

/** Null if the document has no operation of the name, or several and no name is given. */
export function prepareOperation(
  document: DocumentNode,
  operationName: string | null,
  fragments: FragmentMemory,
): PreparedOperation | null {
  const definition = getOperationAST(document, operationName);
  if (!definition) return null;
  const prepared = prepare(schema, document, operationName, { isPure, fragments });
  return {
    document,
    definition,
    operationName,
    bytes: prepared.estimatedBytes,
    execute: (values) => prepared.execute(values),
  };
}
