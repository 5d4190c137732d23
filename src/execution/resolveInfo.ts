// The fourth argument of resolvers. Few of them read it, so its members are getters on the prototype: a copy by spread is empty.
import type {
  FieldNode,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
  ResponsePath,
} from 'graphql';
import type { PreparedField } from './plan.ts';
import { pathTo, type Run } from './run.ts';

export class ResolveInfo implements GraphQLResolveInfo {
  readonly #parentPath: ResponsePath | undefined;
  #path: ResponsePath | undefined;

  constructor(
    readonly run: Run,
    readonly field: PreparedField,
    parentPath: ResponsePath | undefined,
  ) {
    this.#parentPath = parentPath;
  }

  /** Always the same object: errors are compared by it. */
  get path(): ResponsePath {
    this.#path ??= pathTo(this.#parentPath, this.field.key, this.field.parentType.name);
    return this.#path;
  }

  get fieldName(): string {
    return this.field.definition.name;
  }

  get fieldNodes(): readonly FieldNode[] {
    return this.field.nodes;
  }

  get returnType(): GraphQLOutputType {
    return this.field.definition.type;
  }

  get parentType(): GraphQLObjectType {
    return this.field.parentType;
  }

  get schema(): GraphQLSchema {
    return this.run.planned.schema;
  }

  get fragments(): GraphQLResolveInfo['fragments'] {
    return this.run.planned.fragments;
  }

  get rootValue(): unknown {
    return this.run.rootValue;
  }

  get operation(): OperationDefinitionNode {
    return this.run.planned.operation;
  }

  get variableValues(): Record<string, unknown> {
    return this.run.variableValues;
  }
}
