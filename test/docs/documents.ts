// Every GraphQL document that the documentation and GraphiQL's tabs show, also those within shell commands and programs.
import { type ExecutableDefinitionNode, Kind, parse, print } from 'graphql';
import { exampleOperations } from '../../src/http/endpoints/exampleOperations.ts';
import { type Block, blocks } from './blocks.ts';

export interface ShownDocument {
  /** A page and a line, or a tab. */
  source: string;
  /** One operation or fragment. */
  definition: ExecutableDefinitionNode;
}

/** The quoted texts of a program or a shell command. Within double quotes, the shell takes backslashes away. */
const quotedTexts = (text: string): string[] =>
  [...text.matchAll(/'([^']*)'|`([^`]*)`|-d "((?:\\.|[^"\\])*)"/g)].map(
    ([, single, backtick, double = '']) => single ?? backtick ?? double.replace(/\\(.)/g, '$1'),
  );

const jsonStrings = (text: string): string[] =>
  [...text.matchAll(/"(?:\\.|[^"\\])*"/g)].map(([string]) => JSON.parse(string));

const isDocument = (text: string): boolean =>
  /^\s*(\{\s*\w|(query|mutation|subscription|fragment)\b[^:=]*[({])/.test(text);

function documentsIn({ language, text }: Block): string[] {
  if (language === 'graphql') return [text];
  if (language === 'json') return jsonStrings(text).filter(isDocument);
  if (!['sh', 'js', 'ts', 'tsx'].includes(language)) return [];
  return quotedTexts(text)
    .flatMap((quoted) => (/^\s*\{\s*"/.test(quoted) ? jsonStrings(quoted) : [quoted]))
    .filter(isDocument);
}

const definitionsOf = (source: string, text: string): ShownDocument[] =>
  parse(text).definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) {
      throw new Error(`${source} defines a type`);
    }
    return { source, definition };
  });

export const shownDocuments: readonly ShownDocument[] = [
  ...blocks
    .filter(({ marks }) => !('recipe' in marks))
    .flatMap((block) => documentsIn(block).flatMap((text) => definitionsOf(`${block.page}:${block.line}`, text))),
  ...exampleOperations.flatMap(({ query }) => definitionsOf('GraphiQL', query)),
];

const suffixes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

/** The text of an operation under a name as Relay wants it: that of its module and its kind. */
export function withName({ definition }: ShownDocument, module: string): string {
  if (definition.kind === Kind.FRAGMENT_DEFINITION) return print(definition);
  const value = `${module}${suffixes[definition.operation]}`;
  return print({ ...definition, name: { kind: Kind.NAME, value } });
}
