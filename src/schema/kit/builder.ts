// The schema builder with its plugins and scalars. The files that define types import it.
import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject } from 'graphql-scalars';
import type { Context } from '../../context.ts';
import { ForbiddenError } from '../../core/errors.ts';
import FailureContainmentPlugin from './failureContainment.ts';
import { SafeInt } from './safeInt.ts';

export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    DateTime: { Input: Date; Output: Date };
    SafeInt: { Input: number; Output: number };
    Arn: { Input: string; Output: string };
    AccountId: { Input: string; Output: string };
    Decimal: { Input: string; Output: string };
    JSONObject: { Input: Record<string, unknown>; Output: Record<string, unknown> };
  };
}>({
  // Order matters: the errors plugin catches what scope-auth throws, so a refusal becomes a member of the field's union.
  plugins: [ErrorsPlugin, FailureContainmentPlugin, ScopeAuthPlugin],
  defaultFieldNullability: false,
  errors: { directResult: true },
  scopeAuth: {
    // Every rule depends on the location: it is a function of the field's arguments or parent, in rules.ts.
    authScopes: () => ({}),
    authorizeOnSubscribe: true,
    unauthorizedError: () => new ForbiddenError('The access policy does not allow this.'),
  },
});

/** Each scalar names its specification (@specifiedBy), which code generators and clients can show. */
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

/** A scalar of a library, whose own errors name neither the form nor an example. */
function library(name: 'DateTime' | 'SafeInt' | 'JSONObject', scalar: GraphQLScalarType, about: Described): void {
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

library('DateTime', GraphQLDateTimeISO, {
  form: 'An instant in the format of RFC 3339, with time and offset, e.g. 2026-01-15T08:30:00.000Z.',
  note: 'Results are in UTC.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
});
library('SafeInt', SafeInt, {
  form: 'An integer from -(2^53 - 1) to 2^53 - 1, e.g. 5000000000.',
  note: 'Sizes and counts in cold storage exceed the 2^31 - 1 of Int. AWS has integers up to 2^63 - 1: a value of AWS beyond 2^53 - 1 is returned as 2^53 - 1, 9007199254740991.',
  specifiedByURL: 'https://tc39.es/ecma262/#sec-number.issafeinteger',
});
library('JSONObject', GraphQLJSONObject, {
  form: 'A JSON object, e.g. an IAM policy document.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259#section-4',
});

const text = (name: 'Arn' | 'AccountId' | 'Decimal', pattern: RegExp, about: Described) =>
  builder.scalarType(name, {
    ...described(about),
    serialize: (value) => value,
    parseValue: (value) => {
      if (typeof value === 'string' && pattern.test(value)) return value;
      throw unexpected(name, about);
    },
  });

text('Arn', /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:[^\p{Cc}]+$/u, {
  form: 'An Amazon Resource Name, e.g. arn:aws:sns:us-east-1:111122223333:topic.',
  specifiedByURL: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
});
text('AccountId', /^\d{12}$/, {
  form: 'An AWS account ID: 12 digits without hyphens, e.g. 111122223333.',
  specifiedByURL: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html',
});
text('Decimal', /^\d+(\.\d+)?$/, {
  form: 'A decimal number as a string, because a float cannot represent it exactly, e.g. "10.24005".',
  specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#decimal',
});

builder.queryType({
  description: 'The read operations. None of them changes anything in AWS or incurs a retrieval fee.',
});
builder.mutationType({
  description:
    'The write operations. Each returns a union of its payload and the errors that a client can act on. Any other failure is a GraphQL error with `extensions.code`.',
});
