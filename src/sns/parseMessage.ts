// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
// The body of a request as a message of SNS. Pure; each member is checked as far as it can be without asking anybody.
import { SnsRejection } from './snsRejection.ts';
import { messageTypes, type SnsMessageType, stringToSign } from './stringToSign.ts';
import { topLevelKeys } from './topLevelKeys.ts';

export interface SnsMessage {
  type: SnsMessageType;
  messageId: string;
  topicArn: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
  /** What was published. */
  text: string;
  /** Empty in a notification. */
  token: string;
  signatureVersion: string;
  signature: string;
  certificateUrl: string;
  /** What the signature is made over. */
  signed: string;
}

/** Throws an SnsRefusal for what is none. */
export function parseMessage(body: string): SnsMessage {
  const members = readMembers(body);
  const text = (name: string): string => {
    const value = members.get(name);
    if (typeof value !== 'string' || value === '') throw new SnsRejection(`${name} is no text`);
    return value;
  };
  const given = text('Type');
  const type = messageTypes.find((known) => known === given);
  if (!type) throw new SnsRejection('Type is none of the known ones');
  const messageId = text('MessageId');
  // With line breaks in it, one signature would be good for several ids.
  if (!/^[\w-]{1,100}$/.test(messageId)) throw new SnsRejection('MessageId is no id');
  return {
    type,
    messageId,
    topicArn: text('TopicArn'),
    timestamp: readTime(text('Timestamp')),
    text: text('Message'),
    token: type === 'Notification' ? '' : text('Token'),
    signatureVersion: text('SignatureVersion'),
    signature: text('Signature'),
    certificateUrl: text('SigningCertURL'),
    signed: stringToSign(type, (name) => (members.has(name) ? text(name) : undefined)),
  };
}

function readMembers(body: string): ReadonlyMap<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new SnsRejection('not JSON', 'malformed');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SnsRejection('not a JSON object', 'malformed');
  }
  const keys = topLevelKeys(body);
  if (new Set(keys).size < keys.length) throw new SnsRejection('a key comes twice');
  if (keys.includes('__proto__')) throw new SnsRejection('__proto__ is no member');
  return new Map(Object.entries(value));
}

function readTime(text: string): number {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new SnsRejection('Timestamp is no time');
  return time;
}
