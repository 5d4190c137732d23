// Reads and validates documents within limits, for all transports alike: they all come through here. What it says of a
// document is remembered with it.
import { type DocumentNode, GraphQLError, parse, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { checkDocument, type DocumentLimits } from '../documents/checkDocument.ts';
import { checkVariables } from '../documents/checkVariables.ts';
import { invalidDocument } from '../documents/invalidDocument.ts';
import { redactInput } from '../documents/redactInput.ts';

const maxSourceLength = 128 * 1024;
const maxComments = 2_000;
/** After so many, one more says that there are others. */
const maxErrors = 5;

/** A document that goes so far is no mistake of a client's, to whom a refused document is a 200 (application/json). */
const beyond = ({ message }: GraphQLError): GraphQLError => invalidDocument(message.replace(/^Syntax Error: /, ''));

/** What a document holds that is no text, a parser takes for a character like others. */
const isText = (source: string): boolean => !/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(source);

/** The parser and the validator say so in no other way when they reach a limit, their own or one of those here. */
const isBeyondLimit = ({ message }: GraphQLError): boolean => message.endsWith(' aborted.');

export function useDocumentLimits(limits: DocumentLimits, { introspection }: { introspection: boolean }): Plugin {
  const options = { maxLexicalTokens: limits.tokens, maxSourceLength, maxComments };
  return {
    onParams: ({ params }) => {
      const fault = checkVariables(params?.variables);
      if (fault) throw fault;
    },
    onParse: ({ setParseFn }) =>
      setParseFn((source: string): DocumentNode => {
        if (!isText(source)) throw invalidDocument('A document must be text, without control characters.');
        try {
          return parse(source, options);
        } catch (error) {
          if (error instanceof GraphQLError) throw isBeyondLimit(error) ? beyond(error) : redactInput(error);
          // The parser goes on the stack, a level for each bracket.
          throw invalidDocument('The document is nested too deep.');
        }
      }),
    onValidate: ({ setValidationFn }) => {
      setValidationFn(((schema, document, rules) => {
        const fault = checkDocument(document, limits, { introspection });
        if (fault) return [fault];
        try {
          return validate(schema, document, rules, { maxErrors, hideSuggestions: true }).map((error) =>
            isBeyondLimit(error) ? beyond(error) : redactInput(error),
          );
        } catch (error) {
          // A rule for subscriptions looks into variables as the executor does, and they are not known yet.
          if (error instanceof GraphQLError) return [redactInput(error)];
          throw error;
        }
      }) as typeof validate);
    },
  };
}
