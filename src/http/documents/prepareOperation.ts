// An operation of a valid document, prepared so that it can be executed again and again.
import { type DocumentNode, getOperationAST, type OperationDefinitionNode } from 'graphql';
import type { FragmentMemory } from '../../execution/fragments.ts';
import { type PreparedOperation as Prepared, prepare } from '../../execution/prepare.ts';
import type { CoercedVariables } from '../../execution/prepareVariables.ts';
import { schema } from '../../schema/index.ts';
import type { CostBasis } from '../../schema/kit/cost.ts';
import { CostPlans } from '../../schema/kit/costPlans.ts';
import { estimatePlanned, type OperationEstimate } from '../../schema/kit/estimateCost.ts';
import { hasPureType, isPure } from '../../schema/kit/isPure.ts';

export interface PreparedOperation extends Pick<Prepared, 'coerce' | 'execute'> {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** As the request names it; null if it names none. */
  readonly operationName: string | null;
  /** The memory that it takes beside its document. */
  readonly bytes: number;
  /** Null if the variables do not fit, which the execution will report. Throws for an argument that a list rejects. */
  estimateCost(basis: CostBasis, variables: CoercedVariables): OperationEstimate | null;
}

/** The plans of the cost have at most the fields that are compiled, and less of each. */
const perCompiledByte = 2;

/** Null if the document has no operation of the name, or several and no name is given. */
export function prepareOperation(
  document: DocumentNode,
  operationName: string | null,
  fragments: FragmentMemory,
): PreparedOperation | null {
  const definition = getOperationAST(document, operationName);
  if (!definition) return null;
  const prepared = prepare(schema, document, operationName, { isPure, hasPureType, fragments });
  const plans = new CostPlans(schema, document, definition);
  return {
    document,
    definition,
    operationName,
    bytes: prepared.estimatedBytes * perCompiledByte,
    coerce: (variables) => prepared.coerce(variables),
    estimateCost: (basis, { coerced }) => (coerced ? estimatePlanned(plans, basis, coerced) : null),
    execute: (values) => prepared.execute(values),
  };
}
