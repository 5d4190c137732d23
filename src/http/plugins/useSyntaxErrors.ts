// The error code of syntax errors. Yoga sets one only for its own requests, but caches the errors of WebSocket operations too.
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export const useSyntaxErrors = (): Plugin => ({
  onParse:
    () =>
    ({ result }) => {
      // Errors of limits already have a code.
      if (!(result instanceof GraphQLError) || result.extensions['code'] !== undefined) return;
      Object.assign(result.extensions, { code: 'GRAPHQL_PARSE_FAILED', http: { spec: true, status: 400 } });
    },
});
