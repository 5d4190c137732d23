// Parsing and validation within limits, for every transport. Yoga caches the result with the document.
import { type DocumentNode, GraphQLError, parse, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { checkDocument, type DocumentLimits } from '../documents/checkDocument.ts';
import { checkVariables } from '../documents/checkVariables.ts';
import { invalidDocument } from '../documents/invalidDocument.ts';
import { redactInput } from '../documents/redactInput.ts';

const maxSourceLength = 128 * 1024;
const maxComments = 2_000;
/** One further error then says that there are more. */
const maxErrors = 5;

/** Status 400 for application/json too, where an invalid document has 200: exceeding a limit is not a client's mistake. */
const limitExceeded = ({ message }: GraphQLError): GraphQLError =>
  invalidDocument(message.replace(/^Syntax Error: /, ''));

/** The parser accepts control characters and lone surrogates. */
const isText = (source: string): boolean => !/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(source);

/** Only the message shows that the parser or the validator has reached a limit. */
const isLimitExceeded = ({ message }: GraphQLError): boolean => message.endsWith(' aborted.');

export function useDocumentLimits(limits: DocumentLimits, { introspection }: { introspection: boolean }): Plugin {
  const options = { maxLexicalTokens: limits.tokens, maxSourceLength, maxComments };
  return {
    onParams: ({ params }) => {
      const error = checkVariables(params?.variables);
      if (error) throw error;
    },
    onParse: ({ setParseFn }) =>
      setParseFn((source: string): DocumentNode => {
        if (!isText(source)) throw invalidDocument('A document must be text, without control characters.');
        try {
          return parse(source, options);
        } catch (error) {
          if (error instanceof GraphQLError) throw isLimitExceeded(error) ? limitExceeded(error) : redactInput(error);
          // The parser recurses once per bracket, so this is a stack overflow.
          throw invalidDocument('The document is nested too deeply.');
        }
      }),
    onValidate: ({ setValidationFn }) => {
      setValidationFn(((schema, document, rules) => {
        const error = checkDocument(document, limits, { introspection });
        if (error) return [error];
        try {
          return validate(schema, document, rules, { maxErrors, hideSuggestions: true }).map((error) =>
            isLimitExceeded(error) ? limitExceeded(error) : redactInput(error, document),
          );
        } catch (error) {
          // A validation rule for subscriptions coerces variables, which are not known yet.
          if (error instanceof GraphQLError) return [redactInput(error)];
          throw error;
        }
      }) as typeof validate);
    },
  };
}
