// The redaction of graphql-js error messages. They quote the request, of which only short names are kept, and suggest names of
// the schema, which callers see only if they may query the schema.
import type { DocumentNode, GraphQLError } from 'graphql';
import { pathInDocument, pathInVariables } from './inputPath.ts';

const maxLength = 300;

const isShortName = (quoted: string): boolean => /^[$@]?\[{0,3}[\w.]{1,60}[!\]]{0,6}$/.test(quoted);

const shortened = (name: string): string => (isShortName(name) ? name : '…');

// A message can quote a value as long as a request, which may imitate any part of it. So each pattern passes over it once:
// with a bound on what may be tried again, or with an end that is always found.

/** Scalar and enum errors end with the value. */
const withoutValue = (message: string): string =>
  message.replace(/( cannot represent [\w -]{0,60}value): [\s\S]*$/, '$1.');

/** A quote that is not closed goes to the end of the message: the rest was cut off. */
const quotedParts = /"((?:[^"\\]|\\[\s\S]?)*)(?:"|$)/g;

interface Redaction {
  /** Whether suggestions are kept: "Did you mean ...". */
  suggestions: boolean;
  /** With it, errors about a value in the document name its argument. */
  document?: DocumentNode;
}

export function redactInput<Complaint extends GraphQLError>(
  error: Complaint,
  { suggestions, document }: Redaction,
): Complaint {
  const { message, originalError } = error;
  const path = (pathInVariables(error) ?? (document && pathInDocument(document, error)))?.map(shortened) ?? null;
  if (path) error.extensions['inputPath'] = path;
  // The reason follows the value in the message, and the value may imitate a reason, so it is taken from the original error.
  const reason = originalError ? `; ${withoutValue(originalError.message)}` : '.';
  const withReason = message
    .replace(/ got invalid value [\s\S]*$/, () => ` got an invalid value${reason}`)
    .replace(/^(Expected value of type "[^"]*"), found [\s\S]*$/, (_, expected: string) => `${expected}${reason}`);
  const redacted = withoutValue(suggestions ? withReason : withReason.replace(/ Did you mean [\s\S]*$/, '')).replace(
    quotedParts,
    (whole, quoted: string) => (isShortName(quoted) ? whole : '"…"'),
  );
  // A check of the gateway names the argument in the same way.
  const shown = path ? `${path.join('.')}: ${redacted}` : redacted;
  error.message = shown.length > maxLength ? `${shown.slice(0, maxLength)}…` : shown;
  // A scalar's own error, which the message has now. With it, the error would be masked as a bug of the gateway.
  Object.assign(error, { originalError: undefined });
  return error;
}
