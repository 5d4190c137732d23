// The scalars of the schema. Each names its specification (@specifiedBy), which code generators and clients can show.
import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject, GraphQLSafeInt } from 'graphql-scalars';
import { builder } from './builder.ts';

interface Described {
  /** What a value is, with an example. Errors state it. */
  form: string;
  /** The rest of the description. */
  note?: string;
  specifiedByURL: string;
}

const described = ({ form, note, specifiedByURL }: Described) => ({
  description: note === undefined ? form : `${form} ${note}`,
  specifiedByURL,
});

const unexpected = (name: string, { form }: Described) => new TypeError(`${name}: ${form}`);

/** Adds a scalar of a library, whose own errors name neither the form nor an example. */
function addLibraryScalar(
  name: 'DateTime' | 'SafeInt' | 'JSONObject',
  scalar: GraphQLScalarType,
  about: Described,
): void {
  const { parseValue, parseLiteral, ...config } = scalar.toConfig();
  const explained =
    <Input extends unknown[], Value>(parse: (...input: Input) => Value) =>
    (...input: Input): Value => {
      try {
        return parse(...input);
      } catch {
        throw unexpected(name, about);
      }
    };
  const parsing = { parseValue: explained(parseValue), parseLiteral: explained(parseLiteral) };
  builder.addScalarType(name, new GraphQLScalarType({ ...config, ...parsing }), described(about));
}

addLibraryScalar('DateTime', GraphQLDateTimeISO, {
  form: 'An instant in the format of RFC 3339, with time and offset, e.g. 2026-01-15T08:30:00.000Z.',
  note: 'Results are in UTC.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
});
const most = Number.MAX_SAFE_INTEGER;

/**
 * AWS's sizes, counts and rates are 64-bit integers, and a JSON number holds 53 bits in most clients. What AWS returns beyond
 * them becomes the nearest value that they hold. An argument beyond them is an error.
 */
export const SafeInt = new GraphQLScalarType({
  ...GraphQLSafeInt.toConfig(),
  serialize: (value) =>
    GraphQLSafeInt.serialize(Number.isInteger(value) ? Math.min(most, Math.max(-most, value as number)) : value),
});

addLibraryScalar('SafeInt', SafeInt, {
  form: 'An integer from -(2^53 - 1) to 2^53 - 1, e.g. 5000000000.',
  note: 'Sizes and counts in cold storage exceed the 2^31 - 1 of Int. AWS has integers up to 2^63 - 1: a value of AWS beyond 2^53 - 1 is returned as 2^53 - 1, 9007199254740991.',
  specifiedByURL: 'https://tc39.es/ecma262/#sec-number.issafeinteger',
});
addLibraryScalar('JSONObject', GraphQLJSONObject, {
  form: 'A JSON object, e.g. an IAM policy document.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259#section-4',
});

/** Adds a scalar whose values are strings of a form. */
const addTextScalar = (name: 'Arn' | 'AccountId' | 'Decimal', pattern: RegExp, about: Described) =>
  builder.scalarType(name, {
    ...described(about),
    serialize: (value) => value,
    parseValue: (value) => {
      if (typeof value === 'string' && pattern.test(value)) return value;
      throw unexpected(name, about);
    },
  });

addTextScalar('Arn', /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:[^\p{Cc}]+$/u, {
  form: 'An Amazon Resource Name, e.g. arn:aws:sns:us-east-1:111122223333:topic.',
  specifiedByURL: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
});
addTextScalar('AccountId', /^\d{12}$/, {
  form: 'An AWS account ID: 12 digits without hyphens, e.g. 111122223333.',
  specifiedByURL: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html',
});
addTextScalar('Decimal', /^\d+(\.\d+)?$/, {
  form: 'A decimal number as a string, because a float cannot represent it exactly, e.g. "10.24005".',
  specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#decimal',
});
