// docs/errors.md, from the error table.
import { isUnionType } from 'graphql';
import { errorTable } from '../../src/core/errors.ts';
import { schema } from '../../src/schema/index.ts';
import { code, page, table } from './page.ts';

const intro = `# Errors

**Mutations** return a union of their payload and their errors. Every expected failure is a member of the union, and none is in \`errors\`. All members implement the interface \`MutationError\`: \`code\` (the enum \`ErrorCode\`), \`message\`, \`retryable\`, \`retryAfterSeconds\`, \`awsCode\` and \`awsRequestId\`. \`InvalidInputError.path\` names the argument, e.g. \`["input", "tier"]\`.

**Queries** return GraphQL errors with \`extensions.code\`, at the path of the field that is null because of it: see [Null and errors](graphql-api.md#null-and-errors). \`extensions.retryable\` and \`extensions.retryAfterSeconds\` say whether and when to send the request again. \`extensions.inputPath\` names a refused argument. If AWS refused the call, \`extensions.aws\` has its error code and request id.

"Retryable" means that the same request can succeed later without a change.`;

const others = `## Codes of GraphQL

| code | meaning |
|---|---|
| \`GRAPHQL_PARSE_FAILED\` | The document is not valid GraphQL. |
| \`GRAPHQL_VALIDATION_FAILED\` | The document or a variable does not match the schema. |
| \`OPERATION_RESOLUTION_FAILURE\` | The document does not contain the requested operation. |
| \`BAD_REQUEST\` | The request is not a GraphQL request. |
| \`PERSISTED_QUERY_NOT_SUPPORTED\` | The request names a persisted document, and the gateway has none. Send the text. |
| \`PERSISTED_QUERY_NOT_FOUND\` | The gateway has no persisted document with this id. |

## HTTP status

- Errors of the request have status 400 (an unknown [persisted document](limits.md#persisted-documents) in Apollo's form 200), a method that is not allowed 405.
- An \`Accept\` without a type that the gateway sends: 406. A request that arrives too slowly: 408. A body larger than \`MAX_BODY_BYTES\`: 413. Another content type than JSON in UTF-8: 415. A URL with headers above 16 KiB: 431. Other paths, and download links that are refused: 404.
- A document that does not match the schema has status 200 for clients that accept only \`application/json\` by name, as GraphQL over HTTP recommends.
- Missing or invalid credentials: 401. A caller without any rights: 403. Rate limit of requests: 429 with \`Retry-After\`. Overload, shutdown, and a token issuer that cannot be reached: 503 with \`Retry-After\`.
- A status other than 200 means that nothing of the document was executed. Once a field was executed, the status is 200, whatever happened to the others.

For causes and fixes see [Troubleshooting](troubleshooting.md).`;

/** The result unions, by the error type that is a member of them. */
function membershipRows(): string[][] {
  const results = Object.values(schema.getMutationType()?.getFields() ?? {}).map(({ name, type }) => ({
    name,
    members: isUnionType(type) ? type.getTypes().map((member) => member.name) : [],
  }));
  const types = [...new Set(results.flatMap(({ members }) => members))].filter((name) => name.endsWith('Error')).sort();
  return types.map((type) => {
    const having = results.filter(({ members }) => members.includes(type)).map(({ name }) => code(name));
    return [code(type), having.length === results.length ? 'all' : having.join(', ')];
  });
}

export function errorsPage(): string {
  const rows = Object.entries(errorTable).map(([name, { retryable, description }]) => [
    code(name),
    retryable ? 'yes' : 'no',
    description,
  ]);
  return page(
    intro,
    `## Codes of the gateway\n\n${table(['code', 'retryable', 'meaning'], rows)}`,
    `## Errors of each mutation\n\n${table(['type', 'mutations'], membershipRows())}\n\nIf AWS returns an error that is not a member of the result, it is an \`UpstreamRefusedError\` with AWS's \`awsCode\` and message.`,
    others,
  );
}
