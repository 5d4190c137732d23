// The fields that selection sets have for an object type. Fragments are merged and conditions are decided as by graphql-js.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  getDirectiveValues,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { PlannedOperation } from './plannedOperation.ts';

/** The nodes of each field, by response key, in the order of the response. */
export type CollectedFields = Map<string, [FieldNode, ...FieldNode[]]>;

/** `conditions` are the values of the variables in @skip and @include. */
export function collectFields(
  { schema, fragments }: PlannedOperation,
  conditions: Record<string, unknown>,
  type: GraphQLObjectType,
  sets: Iterable<SelectionSetNode>,
): CollectedFields {
  const fields: CollectedFields = new Map();
  const visited = new Set<string>();

  const matches = ({ typeCondition }: FragmentDefinitionNode | InlineFragmentNode): boolean => {
    if (!typeCondition) return true;
    const on = schema.getType(typeCondition.name.value);
    return on === type || (isAbstractType(on) && schema.isSubType(on, type));
  };

  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD && visited.has(selection.name.value)) continue;
      if (!isIncluded(selection, conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const nodes = fields.get(key);
        if (nodes) nodes.push(selection);
        else fields.set(key, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (matches(selection)) collect(selection.selectionSet);
      } else {
        visited.add(selection.name.value);
        const fragment = fragments[selection.name.value];
        if (fragment && matches(fragment)) collect(fragment.selectionSet);
      }
    }
  };

  for (const set of sets) collect(set);
  return fields;
}

function isIncluded(selection: SelectionNode, conditions: Record<string, unknown>): boolean {
  if (!selection.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, selection, conditions)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, conditions)?.['if'] !== false;
}
