// A call of AWS as data: its operation, its location, its input, and how to send it through a client.
import type {
  GlacierClientResolvedConfig,
  ServiceInputTypes as GlacierInput,
  ServiceOutputTypes as GlacierOutput,
} from '@aws-sdk/client-glacier';
import type {
  S3ClientResolvedConfig,
  ServiceInputTypes as S3Input,
  ServiceOutputTypes as S3Output,
} from '@aws-sdk/client-s3';
import type {
  S3ControlClientResolvedConfig,
  ServiceInputTypes as S3ControlInput,
  ServiceOutputTypes as S3ControlOutput,
} from '@aws-sdk/client-s3-control';
import type { Command, MetadataBearer } from '@smithy/types';
import type { Location } from '../../core/location.ts';
import { abortable } from './abortable.ts';
import { acceptedWrite } from './acceptedWrite.ts';
import type { Clients, S3Sdk } from './clientPool.ts';
import type { AwsOperation } from './defineOperation.ts';
import { deniedInBucket } from './deniedInBucket.ts';
import { otherRegionOf } from './otherRegion.ts';
import { expectRecords } from './repairLists.ts';

export interface AwsCall<O> {
  operation: AwsOperation;
  location: Location;
  /** Distinguishes it from other calls of the operation. */
  input: object;
  send(clients: Clients, signal: AbortSignal): Promise<O & MetadataBearer>;
}

export const glacier = <I extends GlacierInput, O extends GlacierOutput>(
  operation: AwsOperation<'glacier'>,
  location: Location,
  command: Command<GlacierInput, I, GlacierOutput, O, GlacierClientResolvedConfig>,
): AwsCall<O> =>
  awsCall(operation, location, command.input, (clients, signal) =>
    operation.isHot
      ? (clients.transports.glacier.send(operation, command, signal) as Promise<O>)
      : clients.glacier.send<I, O>(command),
  );

export const s3Control = <I extends S3ControlInput, O extends S3ControlOutput>(
  operation: AwsOperation<'s3Control'>,
  location: Location,
  command: Command<S3ControlInput, I, S3ControlOutput, O, S3ControlClientResolvedConfig>,
): AwsCall<O> =>
  awsCall(operation, location, command.input, (clients, signal) =>
    operation.isHot
      ? (clients.transports.s3Control.send(operation, command, signal) as Promise<O>)
      : clients.s3Control.send<I, O>(command),
  );

/** An input that names a bucket, and the account that must own it. */
export interface BucketInput {
  Bucket: string;
  ExpectedBucketOwner: string;
}

/** `location`: the account whose credentials sign, and the region of the bucket. The commands are loaded with the client. */
export const s3 = <I extends S3Input, O extends S3Output>(
  operation: AwsOperation<'s3'>,
  location: Location,
  input: I & BucketInput,
  commandOf: (sdk: S3Sdk, input: I) => Command<S3Input, I, S3Output, O, S3ClientResolvedConfig>,
): AwsCall<O> =>
  awsCall(operation, location, input, async (clients) => {
    const { client, sdk } = await clients.s3();
    try {
      return await client.send<I, O>(commandOf(sdk, input));
    } catch (error) {
      throw otherRegionOf(error, location) ?? deniedInBucket(error, operation, input) ?? error;
    }
  });

const awsCall = <O>(
  operation: AwsOperation,
  location: Location,
  input: object,
  send: (clients: Clients, signal: AbortSignal) => Promise<O & MetadataBearer>,
): AwsCall<O> => ({
  operation,
  location,
  input,
  send: async (clients, signal) => {
    expectRecords(input, operation);
    try {
      return await abortable(input, signal, () => send(clients, signal));
    } catch (error) {
      // All members of the output of a write are optional.
      const accepted = operation.isRead ? null : acceptedWrite(input);
      if (!accepted) throw error;
      return accepted as O & MetadataBearer;
    }
  },
});
