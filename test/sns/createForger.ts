// Signs messages as SNS does, or almost so, with a key of the test. It shares no code with the gateway or the simulator.
import { createSign, type KeyObject, randomUUID } from 'node:crypto';
import { systemClock } from '../../src/core/clock.ts';
import { selfSigned } from '../../src/simulator/sns/selfSigned.ts';
import { rsaKeys } from '../support/rsaKeys.ts';

export const topic = 'arn:aws:sns:us-east-1:111122223333:glacier-jobs';
export const hour = 3_600_000;

export type Message = Record<string, string>;

export function certificateOf({
  from = systemClock.now() - hour,
  to = systemClock.now() + hour,
  of = rsaKeys,
}: {
  from?: number;
  to?: number;
  of?: { privateKey: KeyObject; publicKey: KeyObject };
} = {}): string {
  return selfSigned({ ...of, commonName: 'sns.amazonaws.com', serial: Buffer.from([1]), from, to });
}

/** What Glacier publishes. */
export const notice = (jobId: string, more: object = {}): string =>
  JSON.stringify({
    Action: 'ArchiveRetrieval',
    Completed: true,
    JobId: jobId,
    StatusCode: 'Succeeded',
    VaultARN: 'arn:aws:glacier:us-east-1:111122223333:vaults/media-masters',
    ...more,
  });

/** A valid message once it is signed. A member that is undefined is omitted. */
export function unsigned(certificateUrl: string, changes: Record<string, string | undefined> = {}): Message {
  const isNotification = (changes['Type'] ?? 'Notification') === 'Notification';
  const message = {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: topic,
    Message: notice('job'),
    Timestamp: new Date(systemClock.now()).toISOString(),
    SignatureVersion: '1',
    SigningCertURL: certificateUrl,
    ...(isNotification ? {} : { Token: 'a1b2', SubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=x' }),
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(message).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export const signedNames = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  Confirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

export function sign(message: Message, version = message['SignatureVersion']): Message {
  const names = message['Type'] === 'Notification' ? signedNames.Notification : signedNames.Confirmation;
  const signer = createSign(version === '2' ? 'RSA-SHA256' : 'RSA-SHA1');
  for (const name of names) {
    const value: unknown = message[name];
    if (value !== undefined) signer.update(`${name}\n${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
  }
  return { ...message, Signature: signer.sign(rsaKeys.privateKey, 'base64') };
}

export const signed = (certificateUrl: string, changes: Record<string, string | undefined> = {}): Message =>
  sign(unsigned(certificateUrl, changes));
