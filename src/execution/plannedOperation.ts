// The parts of a document that one execution uses.
import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';

export interface PlannedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}
