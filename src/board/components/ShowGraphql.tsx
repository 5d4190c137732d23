// "Show the GraphQL": opens what a view sends, with its variables, in a tab of GraphiQL. A mutation is shown, not sent.
import { contentOf } from '../core/contentOf.ts';
import { textOf } from '../gql/graphql.ts';

export interface ShownOperation {
  /** What it is for, as the text of the link if there are several. */
  label: string;
  operation: object;
  variables: object;
}

/** The gateway says in its page whether it serves GraphiQL. */
const isServed = (): boolean => contentOf('graphiql') === 'on';

/** The operation is in the fragment, which no server and no log receives. */
function graphiqlAddress({ operation, variables }: Omit<ShownOperation, 'label'>): string {
  const parameters = { query: textOf(operation), variables: JSON.stringify(variables, null, 2) };
  return `graphql#${new URLSearchParams(parameters)}`;
}

export function ShowGraphql({ operations }: { operations: readonly ShownOperation[] }) {
  if (!isServed()) return null;
  const [only, ...others] = operations;
  if (only && others.length === 0) {
    return (
      <a class="quiet-link" href={graphiqlAddress(only)} target="_blank" rel="noreferrer">
        Show the GraphQL
      </a>
    );
  }
  return (
    <details class="menu">
      <summary>Show the GraphQL</summary>
      <ul>
        {operations.map((shown) => (
          <li key={shown.label}>
            <a href={graphiqlAddress(shown)} target="_blank" rel="noreferrer">
              {shown.label}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
