// The TypeScript type of each custom scalar in JSON: as text for GraphQL Code Generator, and as types for gql.tada.

/** For `config.scalars` of GraphQL Code Generator. */
export const scalars: Record<keyof Scalars, string> = {
  AccountId: 'string',
  Arn: 'string',
  DateTime: 'string',
  Decimal: 'string',
  JSONObject: 'Record<string, unknown>',
  SafeInt: 'number',
};

/** For `scalars` of gql.tada, which takes no interface. */
export type Scalars = {
  /** Twelve digits. */
  AccountId: string;
  Arn: string;
  /** For example 2026-01-15T12:00:00.000Z. */
  DateTime: string;
  /** A decimal number as text, because a JavaScript number would lose digits. */
  Decimal: string;
  JSONObject: Record<string, unknown>;
  /** Up to 2^53 - 1. */
  SafeInt: number;
};
