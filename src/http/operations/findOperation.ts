// The known operation of a plain request: a query or mutation of a document that was found valid before. Whatever is not plain,
// or wrong, is yoga's: it has the rules and the messages.
import { checkVariables } from '../documents/checkVariables.ts';
import type { Documents } from '../documents/createDocuments.ts';
import { isObject, type Parameters } from '../documents/persistedDocuments.ts';
import type { PreparedOperation } from '../documents/prepareOperation.ts';

export interface KnownOperation {
  operation: PreparedOperation;
  variables: Parameters | null;
}

const plainNames: ReadonlySet<string> = new Set(['query', 'operationName', 'variables', 'extensions']);

const isObjectOrOmitted = (value: unknown): value is Parameters | null | undefined => value == null || isObject(value);

export function findOperation(
  { find }: Pick<Documents, 'find'>,
  method: string | undefined,
  parameters: Parameters,
): KnownOperation | null {
  const { query, operationName, variables, extensions } = parameters;
  for (const name in parameters) if (!plainNames.has(name)) return null;
  if (typeof query !== 'string' || !isObjectOrOmitted(variables) || !isObjectOrOmitted(extensions)) return null;
  if (operationName != null && typeof operationName !== 'string') return null;
  // For an empty name see useOperationName.ts.
  const operation = find(query, operationName || null);
  if (!operation || !isServed(operation, method) || checkVariables(variables) !== null) return null;
  return { operation, variables: variables ?? null };
}

/** A link or an image of a foreign page can cause a GET. */
function isServed({ definition }: PreparedOperation, method: string | undefined): boolean {
  if (method === 'POST') return definition.operation !== 'subscription';
  return (method === 'GET' || method === 'HEAD') && definition.operation === 'query';
}
