// The messages of GraphQL's own errors without what they quote of the request, but for short names; and without their
// suggestions, which spell out the schema to those who may not ask for it.
import type { GraphQLError } from 'graphql';

const longest = 300;

const isShortName = (quoted: string): boolean => /^[$@]?\[{0,3}[\w.]{1,60}[!\]]{0,6}$/.test(quoted);

/** What scalars and enums say of a value ends with it. */
const withoutValue = (message: string): string =>
  message
    .replace(/( cannot represent [\w -]*value): [\s\S]*$/, '$1.')
    .replace(/( cannot represent (?:non string or Date type|an invalid [\w -]*(?:string|timestamp))) [\s\S]*$/, '$1.');

export function redactInput<Complaint extends GraphQLError>(error: Complaint): Complaint {
  const { message, originalError } = error;
  // What is wrong with a value stands behind it, and what the value holds may look like that: so it is taken from there.
  const reason = originalError ? `; ${withoutValue(originalError.message)}` : '.';
  const shown = withoutValue(
    message
      .replace(/ got invalid value [\s\S]*$/, () => ` got an invalid value${reason}`)
      .replace(/^(Expected value of type "[^"]*"), found [\s\S]*$/, (_, expected: string) => `${expected}${reason}`)
      .replace(/ Did you mean [\s\S]*$/, ''),
  ).replace(/"((?:[^"\\]|\\.)*)"/g, (whole, quoted: string) => (isShortName(quoted) ? whole : '"…"'));
  error.message = shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
  return error;
}
