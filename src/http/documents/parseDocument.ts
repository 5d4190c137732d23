// The parser of documents, within limits that do not depend on the stack.
import { type DocumentNode, parse } from 'graphql';
import { invalidDocument } from './invalidDocument.ts';
import { isNestedDeeper } from './isNestedDeeper.ts';

const maxSourceLength = 128 * 1024;
const maxComments = 2_000;
/** Selections and the values in them may each be nested 50 levels deep: see checkDocument. */
const maxBrackets = 128;

/** The parser accepts control characters and lone surrogates. */
const isText = (source: string): boolean => !/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(source);

/** Throws a GraphQLError. */
export function parseDocument(source: string, maxLexicalTokens: number): DocumentNode {
  if (!isText(source)) throw invalidDocument('A document must be text, without control characters.');
  if (isNestedDeeper(source, maxBrackets)) throw invalidDocument('The document is nested too deeply.');
  return parse(source, { maxLexicalTokens, maxSourceLength, maxComments });
}
