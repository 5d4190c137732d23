// The SDK's schema of an operation, as far as the transport reads it. Its types do not show it.
import type { SchemaRef } from '@smithy/types';

export type OperationSchema = readonly [
  kind: 9,
  namespace: string,
  name: string,
  traits: { readonly http?: readonly [method: string, path: string, status: number] },
  input: SchemaRef,
  output: SchemaRef,
];

/** Null if the command has no such schema. */
export function schemaOf(command: object): OperationSchema | null {
  const { schema } = command as { schema?: unknown };
  const isOperation = Array.isArray(schema) && schema[0] === 9 && typeof schema[3] === 'object' && schema.length === 6;
  return isOperation ? (schema as unknown as OperationSchema) : null;
}
