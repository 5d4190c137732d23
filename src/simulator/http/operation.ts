// An operation: its shape, and a handler typed by the SDK's command types, so that a wrong member or enum value does not
// compile. The handler sees decoded members and the world, never HTTP.
import type { StaticOperationSchema } from '@smithy/types';
import type { Decoded, Long } from '../codec/long.ts';
import type { ByteSource } from '../world/byteSource.ts';
import type { Account, AccountRegion } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { type OperationShape, operationShape, type Values } from './shapes.ts';

export interface OperationContext {
  world: World;
  now: number;
  /** The account in the path, or the account of the credentials. */
  account: Account;
  location: AccountRegion;
  /** Milliseconds during which a list does not show new entries. */
  lag: number;
  /** A request header, for the few rules about headers that no shape has. */
  header(name: string): string | undefined;
  /** Aborted when the caller has gone. */
  signal: AbortSignal;
}

/** The result of a handler: the SDK's output, with null wherever AWS writes an explicit null. */
export type Reply<Output> = Nullable<Omit<Output, '$metadata' | StreamName>> & { [Name in StreamName]?: ByteSource } & {
  /** For the operations of S3 that answer with one of several statuses. By default the status of the shape. */
  httpStatus?: number;
};

/** The member of a streaming body: in Glacier, and in S3. */
type StreamName = 'body' | 'Body';

type Nullable<T> = T extends number
  ? Long
  : T extends Date | Uint8Array
    ? T
    : T extends (infer Item)[]
      ? Nullable<Item>[]
      : T extends object
        ? { [Key in keyof T]?: Nullable<T[Key]> | null }
        : T;

/** The decoded input; a streaming body has been read. */
type Input<CommandInput> = Decoded<Omit<CommandInput, StreamName>> & { [Name in StreamName]?: Buffer };

export interface Operation {
  shape: OperationShape;
  run(input: Values, context: OperationContext): Values | Promise<Values>;
}

export function operation<CommandInput extends object, CommandOutput extends object>(
  schema: StaticOperationSchema,
  handler: (
    input: Input<CommandInput>,
    context: OperationContext,
  ) => Reply<CommandOutput> | Promise<Reply<CommandOutput>>,
): Operation {
  return {
    shape: operationShape(schema),
    // The codec built the input along the shape from which these types were generated.
    run: (input, context) => handler(input as Input<CommandInput>, context) as Values | Promise<Values>,
  };
}

/** An AWS operation that the simulator rejects by name. */
export function unsupportedOperation(schema: StaticOperationSchema, refusal: Error): Operation {
  return {
    shape: operationShape(schema),
    run: () => {
      throw refusal;
    },
  };
}

/** An operation that no table has, rejected by the name that the request gave. */
export const refusedOperation = (name: string, refusal: Error): Operation => ({
  shape: { name, http: undefined, input: noMembers, output: noMembers },
  run: () => {
    throw refusal;
  },
});

const noMembers: OperationShape['input'] = { kind: 'structure', name: 'Unit', rootName: 'Unit', members: [] };
