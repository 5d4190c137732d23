// A message as ReceiveMessage returns it, with the attributes that the request names.
import { MessageSystemAttributeName, type ReceiveMessageCommandInput } from '@aws-sdk/client-sqs';
import type { Decoded } from '../../codec/long.ts';
import { sqsError } from '../sqsError.ts';
import { attributesMd5, md5 } from './attributesMd5.ts';
import type { Message, MessageAttribute } from './message.ts';
import type { MessageQueue } from './messageQueue.ts';
import { writeHandle } from './receiptHandle.ts';

const systemNames: readonly string[] = Object.values(MessageSystemAttributeName);

type Wanted = Pick<
  Decoded<ReceiveMessageCommandInput>,
  'AttributeNames' | 'MessageSystemAttributeNames' | 'MessageAttributeNames'
>;

interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  MD5OfBody: string;
  Body: string;
  Attributes?: Record<string, string>;
  MD5OfMessageAttributes?: string;
  MessageAttributes?: Record<string, MessageAttribute>;
}

/** Throws for an unknown name. The record changes with the next receive, so all but the body is written at once. */
export function writeReceived(
  queue: MessageQueue,
  { AttributeNames = [], MessageSystemAttributeNames = [], MessageAttributeNames: named = [] }: Wanted,
): (message: Message) => Promise<ReceivedMessage> {
  const system: readonly string[] = [...AttributeNames, ...MessageSystemAttributeNames];
  const unknown = system.find((name) => name !== 'All' && !systemNames.includes(name));
  if (unknown !== undefined) throw sqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  return async (message) => {
    const ReceiptHandle = writeHandle(queue, message);
    const all = Object.entries(systemAttributes(message));
    const Attributes = Object.fromEntries(all.filter(([name]) => system.includes('All') || system.includes(name)));
    const MessageAttributes = Object.fromEntries(
      Object.entries(message.attributes).filter(([name]) => named.some((each) => isNamed(name, each))),
    );
    const md5OfAttributes = attributesMd5(MessageAttributes);
    const Body = typeof message.body === 'string' ? message.body : await message.body();
    return {
      MessageId: message.id,
      ReceiptHandle,
      MD5OfBody: md5(Body),
      Body,
      ...(Object.keys(Attributes).length === 0 ? {} : { Attributes }),
      ...(md5OfAttributes === undefined ? {} : { MD5OfMessageAttributes: md5OfAttributes, MessageAttributes }),
    };
  };
}

function systemAttributes({ senderId, at, receiveCount, firstReceivedAt = at, deadLetterSource }: Message) {
  return {
    SenderId: senderId,
    SentTimestamp: String(at),
    ApproximateReceiveCount: String(receiveCount),
    ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
    ...(deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: deadLetterSource }),
  };
}

/** All attributes, one, or those with a prefix. */
const isNamed = (name: string, pattern: string): boolean =>
  pattern === 'All' ||
  pattern === '.*' ||
  pattern === name ||
  (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1)));
