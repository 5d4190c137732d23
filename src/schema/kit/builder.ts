// The schema builder with its plugins and scalars. The files that define types import it.
import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { GraphQLDateTimeISO, GraphQLJSONObject, GraphQLSafeInt } from 'graphql-scalars';
import type { Context } from '../../context.ts';
import { ForbiddenError } from '../../core/errors.ts';

export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    DateTime: { Input: Date; Output: Date };
    SafeInt: { Input: number; Output: number };
    Arn: { Input: string; Output: string };
    AccountId: { Input: string; Output: string };
    JSONObject: { Input: Record<string, unknown>; Output: Record<string, unknown> };
  };
}>({
  // Order matters: the errors plugin catches what scope-auth throws, so a refusal becomes a member of the field's union.
  plugins: [ErrorsPlugin, ScopeAuthPlugin],
  defaultFieldNullability: false,
  errors: { directResult: true },
  scopeAuth: {
    // Every rule depends on the location: it is a function of the field's arguments or parent, in rules.ts.
    authScopes: () => ({}),
    authorizeOnSubscribe: true,
    unauthorizedError: () => new ForbiddenError('The access policy does not allow this.'),
  },
});

builder.addScalarType('DateTime', GraphQLDateTimeISO, {
  description: 'An instant in UTC in ISO 8601 format, e.g. 2026-01-15T08:30:00.000Z.',
});
builder.addScalarType('SafeInt', GraphQLSafeInt, {
  description: 'An integer from -(2^53 - 1) to 2^53 - 1. Sizes and counts in cold storage exceed the 2^31 - 1 of Int.',
});
builder.addScalarType('JSONObject', GraphQLJSONObject, { description: 'A JSON object, e.g. an IAM policy document.' });

const text = (name: 'Arn' | 'AccountId', pattern: RegExp, description: string) =>
  builder.scalarType(name, {
    description,
    serialize: (value) => value,
    parseValue: (value) => {
      if (typeof value === 'string' && pattern.test(value)) return value;
      throw new TypeError(`${name}: ${description}`);
    },
  });

text(
  'Arn',
  /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:[^\p{Cc}]+$/u,
  'An Amazon Resource Name, e.g. arn:aws:sns:us-east-1:111122223333:topic.',
);
text('AccountId', /^\d{12}$/, 'An AWS account ID: 12 digits without hyphens.');

builder.queryType({
  description: 'The read operations. None of them changes anything in AWS or incurs a retrieval fee.',
});
builder.mutationType({
  description:
    'The write operations. Each returns a union of its payload and the errors that a client can act on. Any other failure is a GraphQL error with `extensions.code`.',
});
