// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
// Signed SNS messages: the members in the order of the guide, one line for each name and one for each value.
import type { Topic } from '../world/records.ts';
import type { Signer } from './createSigner.ts';

/** The members that differ between messages. */
export type Unsigned = Record<string, string> & {
  Type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
};

const signedMembers: Record<Unsigned['Type'], readonly string[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

export async function signMessage(
  message: Unsigned,
  { signatureVersion }: Pick<Topic, 'signatureVersion'>,
  signer: Signer,
  certificateUrl: string,
): Promise<Record<string, string>> {
  const text = signedMembers[message.Type]
    .filter((name) => message[name] !== undefined)
    .map((name) => `${name}\n${message[name]}\n`)
    .join('');
  return {
    ...message,
    SignatureVersion: signatureVersion,
    Signature: await signer.sign(text, signatureVersion),
    SigningCertURL: certificateUrl,
  };
}
