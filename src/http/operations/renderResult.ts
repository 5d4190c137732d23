// The response of a GraphQL result: status, headers and JSON. Errors may carry a status and headers in extensions.http, which
// clients do not see. With `spec`, the status is for application/graphql-response+json only: clients of application/json read
// the errors of a response with status 200.
// https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import { type JsonPart, joinTexts } from '../../execution/jsonParts.ts';
import { writeData, writeResult } from '../../execution/stringifyResult.ts';
import { jsonTypes } from '../acceptedTypes.ts';

export type JsonType = (typeof jsonTypes)[keyof typeof jsonTypes];

export interface RenderedResult {
  status: number;
  /** Besides those of any JSON response. */
  headers: Readonly<Record<string, string>>;
  /** Null for a result with errors, or without data. */
  data: readonly JsonPart[] | null;
  /** No two texts follow each other. */
  content: readonly JsonPart[];
}

interface HttpOfError {
  status?: number;
  spec?: boolean;
  headers?: Record<string, string>;
}

const httpOf = ({ extensions }: GraphQLError): HttpOfError => (extensions['http'] as HttpOfError | undefined) ?? {};

export function renderResult(result: ExecutionResult, mediaType: JsonType): RenderedResult {
  const { errors = [] } = result;
  if (errors.length === 0 && result.data != null) {
    const data = writeData(result.data);
    const extensions = result.extensions ? `,"extensions":${JSON.stringify(result.extensions)}` : '';
    return { status: 200, headers: {}, data, content: joinTexts(['{"data":', ...data, `${extensions}}`]) };
  }
  const https = errors.map(httpOf);
  const statuses = https.map(({ status = 0, spec }) => (spec && mediaType === jsonTypes.legacy ? 0 : status));
  return {
    status: Math.max(0, ...statuses) || 200,
    headers: Object.assign({}, ...https.map(({ headers }) => headers)),
    data: null,
    content: writeResult({ ...result, errors: errors.map(formatted) }),
  };
}

function formatted(error: GraphQLError): GraphQLFormattedError {
  const { extensions, ...rest } = error.toJSON();
  const { http, ...shown } = extensions ?? {};
  return Object.keys(shown).length > 0 ? { ...rest, extensions: shown } : rest;
}
