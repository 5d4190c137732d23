// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
// The parser of SNS messages. Pure; each member is validated as far as that needs no network.
import { parseJson } from '../core/parseJson.ts';
import { SnsRejection } from './snsRejection.ts';
import { messageTypes, type SnsMessageType, stringToSign } from './stringToSign.ts';

export interface SnsMessage {
  type: SnsMessageType;
  messageId: string;
  topicArn: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
  /** The published text. */
  text: string;
  /** The confirmation token; empty in a notification. */
  token: string;
  signatureVersion: string;
  signature: string;
  certificateUrl: string;
  /** The text that is signed. */
  signed: string;
}

/** Throws an SnsRejection if the body is not an SNS message. */
export function parseMessage(body: string): SnsMessage {
  const members = readMembers(body);
  const text = (name: string): string => {
    const value = members.get(name);
    if (typeof value !== 'string' || value === '') throw new SnsRejection(`${name} is not a non-empty string`);
    return value;
  };
  const given = text('Type');
  const type = messageTypes.find((known) => known === given);
  if (!type) throw new SnsRejection('Type is unknown');
  const messageId = text('MessageId');
  // With line breaks in it, one signature would fit several ids.
  if (!/^[\w-]{1,100}$/.test(messageId)) throw new SnsRejection('MessageId is not an id');
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
  const value = parseJson(body);
  if (value === undefined) throw new SnsRejection('not JSON', 'malformed');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SnsRejection('not a JSON object', 'malformed');
  }
  const keys = topLevelKeys(body);
  if (new Set(keys).size < keys.length) throw new SnsRejection('a key occurs twice');
  if (keys.includes('__proto__')) throw new SnsRejection('the key __proto__ is not allowed');
  return new Map(Object.entries(value));
}

function readTime(text: string): number {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new SnsRejection('Timestamp is not a time');
  return time;
}

const jsonTokens = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;

/**
 * The keys of a JSON object as written, duplicates included. JSON.parse keeps the last of equal keys, another parser the
 * first, and both would take what they read for what was signed. `json` must be valid.
 */
export function topLevelKeys(json: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  let last = '';
  for (const [token] of json.matchAll(jsonTokens)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token === ':' && depth === 1) keys.push(JSON.parse(last));
    last = token;
  }
  return keys;
}
