// The rules for a message that a caller sends, and the record that its queue then keeps.
import { NotSimulated } from '../../http/errors.ts';
import { invalidValue, missingValue, sqsError } from '../sqsError.ts';
import type { MessageAttribute, NewMessage } from './message.ts';
import type { MessageQueue } from './messageQueue.ts';
import { ranges } from './queueAttributes.ts';

/** The members that SendMessage and the entries of SendMessageBatch share. */
export interface MessageInput {
  MessageBody: string | undefined;
  DelaySeconds?: number | bigint | undefined;
  MessageAttributes?: Record<string, GivenAttribute> | undefined;
  MessageSystemAttributes?: object | undefined;
  MessageDeduplicationId?: string | undefined;
  MessageGroupId?: string | undefined;
}

type GivenAttribute = Omit<MessageAttribute, 'DataType'> & { DataType: string | undefined };

/** Of callers; services of AWS have others. */
const SENDER = 'AIDASIMULATEDUSER0000';
const MOST_ATTRIBUTES = 10;

export function checkMessage(input: MessageInput, { attributes: queue }: MessageQueue, now: number): NewMessage {
  const { MessageBody: body = '', DelaySeconds: delay, MessageAttributes: given = {} } = input;
  for (const name of ['MessageSystemAttributes', 'MessageDeduplicationId', 'MessageGroupId'] as const) {
    if (input[name] !== undefined) throw new NotSimulated(`The simulator has standard queues without ${name}`);
  }
  if (body === '') throw missingValue('MessageBody');
  if (!isXmlText(body)) {
    throw sqsError('InvalidMessageContents', 'Message must be limited to characters that XML allows.');
  }
  const attributes = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, checkAttribute(name, value)]),
  );
  if (Object.keys(attributes).length > MOST_ATTRIBUTES) {
    throw sqsError(
      'InvalidParameterValueException',
      `Number of message attributes exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    );
  }
  const size = sizeOf(body, attributes);
  if (size > queue.MaximumMessageSize) {
    throw sqsError(
      'InvalidParameterValueException',
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.MaximumMessageSize} bytes.`,
    );
  }
  return {
    body,
    size,
    attributes,
    senderId: SENDER,
    at: now,
    ...(delay === undefined ? {} : { delay: delayOf(delay) }),
  };
}

function delayOf(seconds: number | bigint): number {
  const [from, to] = ranges.DelaySeconds;
  if (seconds < from || seconds > to) {
    throw invalidValue('DelaySeconds', String(seconds), `DelaySeconds must be >= ${from} and <= ${to}.`);
  }
  return Number(seconds) * 1000;
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: GivenAttribute): MessageAttribute {
  const refuse = (reason: string) => sqsError('InvalidParameterValueException', reason);
  if (!/^[\w.-]{1,256}$/.test(name) || /^(aws|amazon)\./i.test(name))
    throw refuse(`Invalid message attribute name: ${name}.`);
  const kind = DataType?.split('.')[0];
  if (kind !== 'String' && kind !== 'Number' && kind !== 'Binary') {
    throw refuse(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const isBinary = kind === 'Binary';
  const value = isBinary ? BinaryValue : StringValue;
  if (!value || value.length === 0 || (isBinary ? StringValue : BinaryValue) !== undefined) {
    throw refuse(
      `The message attribute '${name}' must contain a non-empty message attribute value of its type '${kind}'.`,
    );
  }
  if (kind === 'Number' && !/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(StringValue ?? ''))
    throw refuse(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  return { DataType: DataType ?? kind, ...(isBinary ? { BinaryValue } : { StringValue }) };
}

/** In bytes, with names and types of the attributes. */
const sizeOf = (body: string, attributes: Record<string, MessageAttribute>): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      (BinaryValue?.length ?? Buffer.byteLength(StringValue)),
    Buffer.byteLength(body),
  );

const isXmlText = (text: string): boolean => /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u.test(text);
