// The messages of GraphQL's own errors without what they quote of the request, but for short names; and without their
// suggestions, which spell out the schema to those who may not ask for it.
import type { GraphQLError } from 'graphql';

const longest = 300;

const isShortName = (quoted: string): boolean => /^[$@]?[\w.]{1,60}[!\]]{0,3}$/.test(quoted);

export function hideInput<Complaint extends GraphQLError>(error: Complaint): Complaint {
  const shown = error.message
    // Of the value only what is wrong with it.
    .replace(/ got invalid value [\s\S]*; /, ' got an invalid value; ')
    .replace(/ Did you mean [\s\S]*$/, '')
    .replace(/"((?:[^"\\]|\\.)*)"/g, (whole, quoted: string) => (isShortName(quoted) ? whole : '"…"'));
  error.message = shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
  return error;
}
