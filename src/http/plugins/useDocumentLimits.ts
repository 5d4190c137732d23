// Parsing and validation within limits, for every transport. Yoga caches the result with the document.
import { type DocumentNode, GraphQLError, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { checkDocument, type DocumentLimits } from '../documents/checkDocument.ts';
import { checkVariables } from '../documents/checkVariables.ts';
import { invalidDocument } from '../documents/invalidDocument.ts';
import { parseDocument } from '../documents/parseDocument.ts';
import { redactInput } from '../documents/redactInput.ts';

/** One further error then says that there are more. */
const maxErrors = 5;

/** Status 400 for application/json too, where an invalid document has 200: exceeding a limit is not a client's mistake. */
const limitExceeded = ({ message }: GraphQLError): GraphQLError =>
  invalidDocument(message.replace(/^Syntax Error: /, ''));

/** Only the message shows that the parser or the validator has reached a limit. */
const isLimitExceeded = ({ message }: GraphQLError): boolean => message.endsWith(' aborted.');

export function useDocumentLimits(limits: DocumentLimits, { introspection }: { introspection: boolean }): Plugin {
  /** They reveal names of the schema. */
  const suggestions = introspection;
  return {
    onParams: ({ params }) => {
      const error = checkVariables(params?.variables);
      if (error) throw error;
    },
    onParse: ({ setParseFn }) =>
      setParseFn((source: string): DocumentNode => {
        try {
          return parseDocument(source, limits.tokens);
        } catch (error) {
          if (!(error instanceof GraphQLError) || error.extensions['code'] !== undefined) throw error;
          throw isLimitExceeded(error) ? limitExceeded(error) : redactInput(error, { suggestions });
        }
      }),
    onValidate: ({ setValidationFn }) => {
      setValidationFn(((schema, document, rules) => {
        const error = checkDocument(document, limits, { introspection });
        if (error) return [error];
        try {
          return validate(schema, document, rules, { maxErrors, hideSuggestions: !suggestions }).map((error) =>
            isLimitExceeded(error) ? limitExceeded(error) : redactInput(error, { suggestions, document }),
          );
        } catch (error) {
          // A validation rule for subscriptions coerces variables, which are not known yet.
          if (error instanceof GraphQLError) return [redactInput(error, { suggestions })];
          throw error;
        }
      }) as typeof validate);
    },
  };
}
