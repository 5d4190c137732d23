// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
// The MD5 of a message's attributes: by name, each text with its length in front, and one byte for its kind.
import { createHash } from 'node:crypto';
import type { MessageAttribute } from './message.ts';

const STRING = Buffer.from([1]);
const BINARY = Buffer.from([2]);

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Undefined without attributes. */
export function attributesMd5(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (value: string | Uint8Array) => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    add(name);
    add(DataType);
    hash.update(BinaryValue ? BINARY : STRING);
    add(BinaryValue ?? StringValue ?? '');
  }
  return hash.digest('hex');
}
