// A call of AWS as data: what it is counted as, where it goes, and how to send it through a client.
import type {
  GlacierClientResolvedConfig,
  ServiceInputTypes as GlacierInput,
  ServiceOutputTypes as GlacierOutput,
} from '@aws-sdk/client-glacier';
import type {
  S3ControlClientResolvedConfig,
  ServiceInputTypes as S3ControlInput,
  ServiceOutputTypes as S3ControlOutput,
} from '@aws-sdk/client-s3-control';
import type { Command, MetadataBearer } from '@smithy/types';
import type { Location } from '../../core/location.ts';
import type { ServiceName } from '../limiter/limiterSettings.ts';
import { abortable } from './abortable.ts';
import type { Clients } from './clientPool.ts';

export interface AwsCall<O> {
  service: ServiceName;
  /** As it is counted: glacier.DescribeJob. */
  operation: string;
  location: Location;
  /** What tells it from another call of the operation. */
  input: object;
  send(clients: Clients, signal: AbortSignal): Promise<O & MetadataBearer>;
}

export const glacier = <I extends GlacierInput, O extends GlacierOutput>(
  operation: string,
  location: Location,
  command: Command<GlacierInput, I, GlacierOutput, O, GlacierClientResolvedConfig>,
): AwsCall<O> => ({
  service: 'glacier',
  operation: `glacier.${operation}`,
  location,
  input: command.input,
  send: (clients, signal) => abortable(command.input, signal, () => clients.glacier.send<I, O>(command)),
});

export const s3Control = <I extends S3ControlInput, O extends S3ControlOutput>(
  operation: string,
  location: Location,
  command: Command<S3ControlInput, I, S3ControlOutput, O, S3ControlClientResolvedConfig>,
): AwsCall<O> => ({
  service: 's3Control',
  operation: `s3control.${operation}`,
  location,
  input: command.input,
  send: (clients, signal) => abortable(command.input, signal, () => clients.s3Control.send<I, O>(command)),
});
