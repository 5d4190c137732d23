// The parser of everything that arrives at the gateway as an event: the text of an SNS message, or the body of an SQS message
// with SNS's envelope or without it. Pure. A message that is an event of ours but has a member of a wrong form is malformed.
import { parseJson } from '../core/parseJson.ts';
import type { ParsedEvents } from './awsEvent.ts';
import { isObject, type JsonObject } from './eventMembers.ts';
import { EventRejection } from './eventRejection.ts';
import { isEventBridgeEvent, parseEventBridgeEvent } from './parseEventBridgeEvent.ts';
import { isGlacierNotice, parseGlacierNotice } from './parseGlacierNotice.ts';
import { isS3TestEvent, parseS3Notification } from './parseS3Notification.ts';

/** The events in a text that AWS, or SNS for it, has published. */
export function parseEvents(text: string): ParsedEvents {
  try {
    const value = parseJson(text);
    if (value === undefined) return { kind: 'malformed', reason: 'not JSON' };
    return isObject(value) ? parseObject(value) : { kind: 'malformed', reason: 'not an event' };
  } catch (error) {
    if (error instanceof EventRejection) return { kind: 'malformed', reason: error.reason };
    throw error;
  }
}

/** The events in the body of an SQS message. Its SNS envelope is there unless the subscription delivers raw messages. */
export function parseQueuedEvents(body: string): ParsedEvents {
  const envelope = parseJson(body);
  if (!isObject(envelope) || !isSnsEnvelope(envelope)) return parseEvents(body);
  const { Type: type, MessageId: messageId, Message: message } = envelope;
  if (type !== 'Notification') return { kind: 'unused', reason: 'other SNS message' };
  const parsed = parseEvents(String(message));
  // SNS gives the same id to each delivery of a message.
  return parsed.kind === 'events' ? { ...parsed, id: parsed.id ?? String(messageId) } : parsed;
}

const isSnsEnvelope = ({ Type, MessageId, TopicArn, Message }: JsonObject): boolean =>
  typeof Type === 'string' &&
  typeof MessageId === 'string' &&
  /^[\w-]{1,100}$/.test(MessageId) &&
  typeof TopicArn === 'string' &&
  typeof Message === 'string';

function parseObject(value: JsonObject): ParsedEvents {
  if (isEventBridgeEvent(value)) return parseEventBridgeEvent(value);
  if (isGlacierNotice(value)) return parseGlacierNotice(value);
  if (Array.isArray(value['Records'])) return parseS3Notification(value['Records']);
  if (isS3TestEvent(value)) return { kind: 'unused', reason: 'test event of S3' };
  // An input transformer of a rule may put the event into one member of a message of its own.
  const kept = Object.values(value).filter(isEventBridgeEvent);
  const [event] = kept;
  if (event && kept.length === 1) return parseEventBridgeEvent(event);
  return { kind: 'malformed', reason: 'not an event' };
}
