// The headers of a signed webhook, by the Standard Webhooks specification 1.0.0.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#webhook-headers-sending-metadata-to-consumers
import { createHmac } from 'node:crypto';

export interface SignedMessage {
  id: string;
  /** Of the attempt, in milliseconds since 1970. */
  attemptedAt: number;
  /** The bytes that are sent. */
  body: string;
}

/** One signature for each secret: a receiver accepts any of them, so secrets can be rotated. */
export function signedHeaders({ id, attemptedAt, body }: SignedMessage, secrets: readonly Buffer[]) {
  const timestamp = String(Math.floor(attemptedAt / 1000));
  const sign = (secret: Buffer) =>
    `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map(sign).join(' '),
  };
}
