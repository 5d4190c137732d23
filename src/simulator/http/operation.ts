// An operation is its shape and a handler typed by the SDK's own command types: a wrong member or enum value does not compile.
// The handler sees decoded members and the world, never HTTP.
import type { StaticOperationSchema } from '@smithy/types';
import type { ByteSource } from '../world/byteSource.ts';
import type { Account, Place } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { type OperationShape, operationShape, type Values } from './shapes.ts';

export interface OperationContext {
  world: World;
  now: number;
  /** The account the address names, or the one the credentials belong to. */
  account: Account;
  place: Place;
  /** For so many milliseconds a list does not show what is new. */
  lag: number;
  /** A request header, for the few rules about headers that no shape has. */
  header(name: string): string | undefined;
}

/** What a handler gives back: the SDK's output, with null wherever AWS writes an explicit null. */
export type Reply<Output> = Nullable<Omit<Output, '$metadata' | 'body'>> & { body?: ByteSource };

type Nullable<T> = T extends Date
  ? T
  : T extends (infer Item)[]
    ? Nullable<Item>[]
    : T extends object
      ? { [Key in keyof T]?: Nullable<T[Key]> | null }
      : T;

/** The decoded input: a streaming body has been read. */
type Input<CommandInput> = Omit<CommandInput, 'body'> & { body?: Buffer };

export interface Operation {
  shape: OperationShape;
  run(input: Values, context: OperationContext): Values;
}

export function operation<CommandInput extends object, CommandOutput extends object>(
  schema: StaticOperationSchema,
  handler: (input: Input<CommandInput>, context: OperationContext) => Reply<CommandOutput>,
): Operation {
  return {
    shape: operationShape(schema),
    // The codec has built the input along the shape that these types were generated from.
    run: (input, context) => handler(input as Input<CommandInput>, context) as Values,
  };
}

/** An operation that AWS has and the simulator refuses by name. */
export function refusedOperation(schema: StaticOperationSchema, refusal: Error): Operation {
  return {
    shape: operationShape(schema),
    run: () => {
      throw refusal;
    },
  };
}
