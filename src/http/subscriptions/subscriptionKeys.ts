// The keys of a subscription's events: the one that its field has in the response, and those of the job within it.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type SelectionSetNode,
} from 'graphql';

export interface SubscriptionKeys {
  /** A valid subscription has one field. */
  field: string;
  /** Aliases select the job more than once. */
  jobs: readonly string[];
}

export function subscriptionKeys(document: DocumentNode, operationName: string | null | undefined): SubscriptionKeys {
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
  const jobs = fields.filter(({ name }) => name.value === 'job').map(keyOf);
  return { field: envelopes.map(keyOf)[0] ?? '', jobs: [...new Set(jobs)] };
}

const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;
