// Whether a refused or failed operation can be sent again, by the errors that frontends receive.

/**
 * True if an error of the gateway has `extensions.retryable`. Accepts one error, a list of them (graphql-ws), and what Apollo
 * Client and urql throw or return. Errors of the network are not decided here: false.
 */
export function isRetryable(error: unknown): boolean {
  if (Array.isArray(error)) return error.some(isRetryable);
  if (typeof error !== 'object' || error === null) return false;
  const { extensions, errors, graphQLErrors } = error as Record<string, unknown>;
  const own =
    typeof extensions === 'object' && extensions !== null && 'retryable' in extensions && extensions.retryable;
  return own === true || isRetryable(errors) || isRetryable(graphQLErrors);
}
