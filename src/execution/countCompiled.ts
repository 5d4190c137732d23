// How many fields an operation is compiled to at most, for one combination of its conditions: each field once for each object
// type that its parent can have, also in fragments that are spread several times.
import {
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { PlannedOperation } from './plannedOperation.ts';

/** At most `limit`: fragments within fragments can multiply without end. */
export function countCompiled({ schema, operation, fragments }: PlannedOperation, limit: number): number {
  const ofFragments = new Map<string, number>();

  const ofFragment = (name: string): number => {
    const known = ofFragments.get(name);
    if (known !== undefined) return known;
    const fragment = fragments[name];
    const count = fragment ? ofSet(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value)) : 0;
    ofFragments.set(name, count);
    return count;
  };

  const ofSet = ({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): number => {
    let count = 0;
    for (const selection of selections) {
      if (count >= limit) return limit;
      if (selection.kind === Kind.FRAGMENT_SPREAD) count += ofFragment(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        count += ofSet(selection.selectionSet, narrower(schema, type, selection));
      else {
        const below = selection.selectionSet ? ofSet(selection.selectionSet, typeOf(type, selection.name.value)) : 0;
        count += possibleTypes(schema, type) * (1 + below);
      }
    }
    return Math.min(limit, count);
  };

  return ofSet(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
}

const possibleTypes = (schema: GraphQLSchema, type: GraphQLNamedType | undefined): number =>
  isAbstractType(type) ? schema.getPossibleTypes(type).length : 1;

function typeOf(parent: GraphQLNamedType | undefined, field: string): GraphQLNamedType | undefined {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
  const definition = parent.getFields()[field];
  return definition && getNamedType(definition.type);
}

function narrower(
  schema: GraphQLSchema,
  type: GraphQLNamedType | undefined,
  { typeCondition }: InlineFragmentNode | FragmentDefinitionNode,
): GraphQLNamedType | undefined {
  const on = typeCondition && schema.getType(typeCondition.name.value);
  return on && possibleTypes(schema, on) <= possibleTypes(schema, type) ? on : type;
}
