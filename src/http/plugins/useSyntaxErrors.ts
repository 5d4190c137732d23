// Names errors of syntax. Yoga does so only for requests that come through it, but remembers those of the others too.
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export const useSyntaxErrors = (): Plugin => ({
  onParse:
    () =>
    ({ result }) => {
      // One that is beyond a limit has a code.
      if (!(result instanceof GraphQLError) || result.extensions['code'] !== undefined) return;
      Object.assign(result.extensions, { code: 'GRAPHQL_PARSE_FAILED', http: { spec: true, status: 400 } });
    },
});
