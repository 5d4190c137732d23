// The fields selected one level below a field. They decide which AWS calls can be saved.
import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** The selected fields; null if directives (@skip, @include) make the selection conditional. */
export function selectedFields({ fieldNodes, fragments }: GraphQLResolveInfo): FieldNode[] | null {
  const fields: FieldNode[] = [];
  const collect = (set: SelectionSetNode | undefined): boolean =>
    (set?.selections ?? []).every((selection) => {
      if (selection.directives && selection.directives.length > 0) return false;
      if (selection.kind === Kind.INLINE_FRAGMENT) return collect(selection.selectionSet);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return collect(fragments[selection.name.value]?.selectionSet);
      fields.push(selection);
      return true;
    });
  return fieldNodes.every((node) => collect(node.selectionSet)) ? fields : null;
}

/** The names of all selected fields, of any type and under any condition; with `below`, of those one level below that field. */
export function fieldNamesIn({ fieldNodes, fragments }: GraphQLResolveInfo, below?: string): string[] {
  const fieldsOf = ({ selectionSet }: { selectionSet?: SelectionSetNode | undefined }): FieldNode[] =>
    (selectionSet?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection);
      const fragment = fragments[selection.name.value];
      return fragment ? fieldsOf(fragment) : [];
    });
  const selected = fieldNodes.flatMap(fieldsOf);
  const fields = below === undefined ? selected : selected.filter(({ name }) => name.value === below).flatMap(fieldsOf);
  return fields.map(({ name }) => name.value);
}
