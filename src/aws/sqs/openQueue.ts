// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html
// The SQS queue of events. Loaded only if one is configured.
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AwsCredentialIdentity } from '@smithy/types';
import { deadline } from '../../core/clock.ts';
import { regionPattern } from '../../core/partition.ts';
import type { Egress } from '../../egress/createEgress.ts';
import { type Backend, defaultLocation } from '../backend.ts';
import type { AwsTimeouts } from '../client/clientPool.ts';
import { type CollectorOptions, createCollector } from '../client/createCollector.ts';
import { createRequestHandler } from '../client/createRequestHandler.ts';
import { Credentials } from '../client/credentials.ts';
import { renewOutdated } from '../client/renewOutdated.ts';

/** The IAM actions that the credentials need. For docs/iam.md. */
export const queueIam = ['sqs:ReceiveMessage', 'sqs:DeleteMessage'];

export interface QueueMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  /** How often SQS has delivered it, this time included. */
  receiveCount: number;
}

export interface Queue {
  /** Up to 10 messages; none if none arrives within 20 seconds. */
  receive(signal: AbortSignal): Promise<QueueMessage[]>;
  /** Deletes up to 10 messages. Rejects if SQS keeps one of them. */
  delete(messages: readonly QueueMessage[]): Promise<void>;
  close(): void;
}

/** SQS's longest wait, and its largest batch. */
const waitSeconds = 20;
const maxMessages = 10;

export interface QueueServices {
  /** The backend of now: a reload replaces it. */
  backend(): Backend;
  timeouts: AwsTimeouts;
  egress: Egress;
  collector: CollectorOptions;
}

export function openQueue(
  { backend, timeouts: { attempt, call }, egress, collector }: QueueServices,
  queueUrl: string,
): Queue {
  const { origin, hostname, pathname } = new URL(queueUrl);
  const [, owner] = pathname.split('/');
  // sqs.us-east-1.amazonaws.com, or the name of an endpoint in a VPC. A simulator's name has no region.
  const region = hostname.split('.').find((label) => regionPattern.test(label)) ?? defaultLocation(backend()).region;
  const credentials = () => {
    const { accounts, credentials: of } = backend();
    const { accountId } = accounts.find((account) => account.accountId === owner) ?? accounts[0];
    return of({ accountId, region });
  };
  const provide = Object.assign(
    async () => {
      const found = credentials();
      const given = found instanceof Credentials ? found.provide : found;
      return (typeof given === 'function' ? given() : given) as AwsCredentialIdentity;
    },
    // Otherwise the client would keep those of before a reload.
    { memoized: true },
  );
  const client = new SQSClient({
    region,
    endpoint: origin,
    ...(credentials() ? { credentials: provide } : {}),
    // Whoever receives tries again.
    maxAttempts: 1,
    requestHandler: createRequestHandler(egress, waitSeconds * 1000 + attempt),
    streamCollector: createCollector(collector),
  });
  return {
    receive: async (signal) => {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: maxMessages,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      });
      const { Messages = [] } = await renewOutdated(credentials(), () => client.send(command, { abortSignal: signal }));
      return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes }) => ({
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        body: Body,
        receiveCount: Number(Attributes?.ApproximateReceiveCount ?? 1),
      }));
    },
    delete: async (messages) => {
      const entries = messages.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
      const command = new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries });
      const { Failed: [failed] = [] } = await renewOutdated(credentials(), () =>
        client.send(command, { abortSignal: deadline(call) }),
      );
      if (failed) throw new Error(`SQS has not deleted a message: ${failed.Code} ${failed.Message ?? ''}`.trim());
    },
    close: () => client.destroy(),
  };
}
