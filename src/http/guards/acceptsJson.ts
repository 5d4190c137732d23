// Whether an answer may be JSON; where nothing is said, it may.
export const acceptsJson = (accept = ''): boolean =>
  accept === '' || /\*\/\*|application\/\*/i.test(accept) || namesJson(accept);

/** Whether a media type of GraphQL's answers is asked for by its name. */
export const namesJson = (accept: string): boolean => /application\/(graphql-response\+)?json/i.test(accept);
