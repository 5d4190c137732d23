// The codes of the error table as an enum.
import { type ErrorCode, errorTable } from '../core/errors.ts';
import { builder } from './kit/builder.ts';

export const ErrorCodeEnum = builder.enumType('ErrorCode', {
  description: 'The stable code of an error: of a mutation, or `extensions.code` of a GraphQL error.',
  values: Object.fromEntries(
    Object.entries(errorTable).map(([code, { description }]) => [code, { description }]),
  ) as Record<ErrorCode, { description: string }>,
});
