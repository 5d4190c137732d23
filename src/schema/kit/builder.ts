// The schema builder with its plugins and the types of the scalars. The files that define types import it.
import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import type { Context } from '../../context.ts';
import { ForbiddenError } from '../../core/errors.ts';
import FailureContainmentPlugin from './failureContainment.ts';

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

builder.queryType({
  description: 'The read operations. None of them changes anything in AWS or incurs a retrieval fee.',
});
builder.mutationType({
  description:
    'The write operations. Each returns a union of its payload and the errors that a client can act on. Any other failure is a GraphQL error with `extensions.code`.',
});
