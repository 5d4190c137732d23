// docs/errors.md, from the error table.
import { errorTable } from '../../src/core/errors.ts';
import { code, page, table } from './page.ts';

const intro = `# Errors

Mutations return a union of their payload and the errors that a client can act on (\`NotFoundError\`, \`InvalidInputError\`, \`PolicyEnforcedError\` and others). All of them implement the interface \`MutationError\`, with \`code\`, \`message\` and \`retryable\`.

Queries return GraphQL errors with \`extensions.code\`. If AWS refused the call, \`extensions.aws\` has its error code and request id.

"Retryable" means that the same request can succeed later without a change.`;

const others = `## Codes of GraphQL

| code | meaning |
|---|---|
| \`GRAPHQL_PARSE_FAILED\` | The document is not valid GraphQL. |
| \`GRAPHQL_VALIDATION_FAILED\` | The document or a variable does not match the schema. |
| \`OPERATION_RESOLUTION_FAILURE\` | The document does not contain the requested operation. |
| \`BAD_REQUEST\` | The request is not a GraphQL request. |

## HTTP status

- Errors of the request have status 400, a method that is not allowed 405.
- A document that does not match the schema has status 200 for clients that accept only \`application/json\` by name, as GraphQL over HTTP recommends.
- Missing or invalid credentials: 401. A caller without any rights: 403. Rate limit: 429 with \`Retry-After\`. Overload and shutdown: 503 with \`Retry-After\`.
- Errors during the execution of a query have status 200.

For causes and fixes see [Troubleshooting](troubleshooting.md).`;

export function errorsPage(): string {
  const rows = Object.entries(errorTable).map(([name, { retryable, description }]) => [
    code(name),
    retryable ? 'yes' : 'no',
    description,
  ]);
  return page(intro, `## Codes of the gateway\n\n${table(['code', 'retryable', 'meaning'], rows)}`, others);
}
