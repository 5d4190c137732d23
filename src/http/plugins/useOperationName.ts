// An empty operationName is an omitted one. GraphQL over HTTP says so for GET. No operation has the empty name, so it can mean
// nothing else elsewhere, and graphql-js would look for an operation of that name.
// https://graphql.github.io/graphql-over-http/draft/#sec-GET
import type { Plugin } from 'graphql-yoga';

export const useOperationName = (): Plugin => ({
  onParams: ({ params, setParams }) => {
    const { operationName, ...others } = params;
    if (operationName === '') setParams(others);
  },
});
