// The keys under which the events of a subscription have a field of their envelope.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type SelectionSetNode,
} from 'graphql';

export function responseKeysOf(
  document: DocumentNode,
  operationName: string | null | undefined,
  fieldName: string,
): readonly string[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const fieldsIn = (set: SelectionSetNode | undefined): readonly FieldNode[] =>
    (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsIn(selection.selectionSet);
      return fieldsIn(fragments.get(selection.name.value)?.selectionSet);
    });
  const envelopes = fieldsIn(getOperationAST(document, operationName)?.selectionSet);
  const fields = envelopes.flatMap(({ selectionSet }) => fieldsIn(selectionSet));
  const keys = fields.filter(({ name }) => name.value === fieldName).map(({ alias, name }) => (alias ?? name).value);
  return [...new Set(keys)];
}
