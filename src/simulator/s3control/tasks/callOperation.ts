import type { Operation, OperationContext } from '../../http/operation.ts';
import type { Values } from '../../http/shapes.ts';

/** The output of an operation of S3 that answers at once: all but reads of bytes do. */
export function callOperation(operation: Operation, input: Values, context: OperationContext): Values {
  const output = operation.run(input, context);
  if (output instanceof Promise) throw new Error(`${operation.shape.name} does not answer at once`);
  return output;
}
