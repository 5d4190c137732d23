// Reads and validates documents within limits, for all transports alike: they all come through here. What it says of a
// document is remembered with it.
import { type DocumentNode, GraphQLError, NoSchemaIntrospectionCustomRule, parse, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type DocumentLimits, documentFault } from './documentFault.ts';
import { hideInput } from './hideInput.ts';
import { refuseDocument } from './refuseDocument.ts';
import { variablesFault } from './variablesFault.ts';

const maxSourceLength = 128 * 1024;
const maxComments = 2_000;
/** After so many, one more says that there are others. */
const maxErrors = 5;

export function useDocumentLimits(limits: DocumentLimits, { introspection }: { introspection: boolean }): Plugin {
  const options = { maxLexicalTokens: limits.tokens, maxSourceLength, maxComments };
  return {
    onParams: ({ params }) => {
      const fault = variablesFault(params?.variables);
      if (fault) throw fault;
    },
    onParse: ({ setParseFn }) =>
      setParseFn((source: string): DocumentNode => {
        try {
          return parse(source, options);
        } catch (error) {
          if (error instanceof GraphQLError) throw hideInput(error);
          // The parser goes on the stack, a level for each bracket.
          throw refuseDocument('The document is nested too deep.');
        }
      }),
    onValidate: ({ addValidationRule, setValidationFn }) => {
      if (!introspection) addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn(((schema, document, rules) => {
        const fault = documentFault(document, limits);
        if (fault) return [fault];
        return validate(schema, document, rules, { maxErrors, hideSuggestions: true }).map(hideInput);
      }) as typeof validate);
    },
  };
}
