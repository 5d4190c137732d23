// GraphQL operations with the types of their results and variables, which TypeScript derives from the text and the schema: see
// scripts/checkBoard.ts. Nothing is parsed in the browser: the text of an operation is sent as it is written.
import type { initGraphQLTada } from 'gql.tada';
import type { introspection } from '../../../node_modules/.cache/board/schema.d.ts';

export type { FragmentOf, ResultOf, TadaDocumentNode as Operation, VariablesOf } from 'gql.tada';

interface Setup {
  introspection: introspection;
  disableMasking: true;
  scalars: {
    AccountId: string;
    Arn: string;
    DateTime: string;
    Decimal: string;
    JSONObject: Record<string, unknown>;
    SafeInt: number;
  };
}

interface Document {
  /** This operation or fragment, and the fragments that it uses, each once. */
  readonly texts: ReadonlySet<string>;
}

/** Takes the text of an operation or a fragment, and the fragments that it uses. */
export const graphql = ((text: string, fragments: readonly Document[] = []): Document => ({
  texts: new Set([withoutMargin(text), ...fragments.flatMap(({ texts }) => [...texts])]),
  // The type says what the operation returns. At run time it has nothing but its text.
})) as unknown as ReturnType<typeof initGraphQLTada<Setup>>;

/** The text of an operation with its fragments, as GraphiQL shows it. */
export const textOf = (document: object): string => [...(document as Document).texts].join('\n\n');

function withoutMargin(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const margins = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const margin = Math.min(...margins);
  return lines.map((line) => line.slice(margin)).join('\n');
}
