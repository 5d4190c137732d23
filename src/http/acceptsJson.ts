// Whether an answer may be JSON; where nothing is said, it may.
export const acceptsJson = (accept = ''): boolean =>
  accept === '' || /\*\/\*|application\/(\*|json|graphql-response\+json)/i.test(accept);
