// Names errors of syntax. Yoga does so only for requests that come through it, but remembers those of the others too.
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export const useSyntaxErrors = (): Plugin => ({
  onParse:
    () =>
    ({ result }) => {
      if (!(result instanceof GraphQLError)) return;
      Object.assign(result.extensions, { code: 'GRAPHQL_PARSE_FAILED', http: { spec: true, status: 400 } });
    },
});
