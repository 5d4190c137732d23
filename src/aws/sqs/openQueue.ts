// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html
// The SQS queue of events. Loaded only if one is configured.
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { deadline } from '../../core/clock.ts';
import { regionPattern } from '../../core/partition.ts';
import type { Egress } from '../../egress/createEgress.ts';
import { defaultLocation } from '../backend.ts';
import type { AwsTimeouts } from '../client/clientPool.ts';
import { createRequestHandler } from '../client/createRequestHandler.ts';
import { type OtherClientServices, otherClient } from '../client/otherClient.ts';

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

export interface QueueServices extends OtherClientServices {
  timeouts: AwsTimeouts;
  egress: Egress;
}

export function openQueue(services: QueueServices, queueUrl: string): Queue {
  const { attempt, call } = services.timeouts;
  const { origin, hostname, pathname } = new URL(queueUrl);
  const [, owner] = pathname.split('/');
  // sqs.us-east-1.amazonaws.com, or the name of an endpoint in a VPC. A simulator's name has no region.
  const region =
    hostname.split('.').find((label) => regionPattern.test(label)) ?? defaultLocation(services.backend()).region;
  const { settings, send } = otherClient(services, { owner, region });
  const client = new SQSClient({
    ...settings,
    endpoint: origin,
    // Whoever receives tries again.
    maxAttempts: 1,
    requestHandler: createRequestHandler(services.egress, waitSeconds * 1000 + attempt),
  });
  return {
    receive: async (signal) => {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: maxMessages,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      });
      const { Messages = [] } = await send(() => client.send(command, { abortSignal: signal }));
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
      const { Failed: [failed] = [] } = await send(() => client.send(command, { abortSignal: deadline(call) }));
      if (failed) throw new Error(`SQS has not deleted a message: ${failed.Code} ${failed.Message ?? ''}`.trim());
    },
    close: () => client.destroy(),
  };
}
