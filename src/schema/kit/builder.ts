// The schema builder with its plugins and scalars; no types. Files of this folder import it and register theirs.
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
  // In this order, a refusal of the second is caught by the first: it becomes a member of the field's union.
  plugins: [ErrorsPlugin, ScopeAuthPlugin],
  defaultFieldNullability: false,
  errors: { directResult: true },
  scopeAuth: {
    // Every rule depends on where: it is a function of the field's arguments or parent, in rules.ts.
    authScopes: () => ({}),
    authorizeOnSubscribe: true,
    unauthorizedError: () => new ForbiddenError('The policy does not allow it.'),
  },
});

builder.addScalarType('DateTime', GraphQLDateTimeISO, {
  description: 'A moment in UTC as ISO 8601, e.g. 2026-01-15T08:30:00.000Z.',
});
builder.addScalarType('SafeInt', GraphQLSafeInt, {
  description: 'A whole number up to 2^53 - 1: counts and sizes of cold storage pass the 2^31 of Int.',
});
builder.addScalarType('JSONObject', GraphQLJSONObject, { description: 'A JSON object, e.g. an access policy.' });

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
text('AccountId', /^\d{12}$/, 'An AWS account: 12 digits without hyphens.');

builder.queryType({ description: 'Reads. None of them changes anything at AWS or costs retrieval fees.' });
builder.mutationType({
  description:
    'Writes. Each answers with its payload or with one of the errors that a caller can act on; anything else is a GraphQL error with extensions.code.',
});
