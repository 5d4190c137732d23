// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
// The text that SNS signs: members in a fixed order, one line with the name and one with the value of each. Line breaks in a
// value are not escaped. One signature still fits only one message: the last members, TopicArn and Type, are compared with
// known values, and MessageId and Timestamp cannot contain line breaks.

export const messageTypes = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const;
export type SnsMessageType = (typeof messageTypes)[number];

const confirmation = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

const signedMembers: Record<SnsMessageType, readonly string[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: confirmation,
  UnsubscribeConfirmation: confirmation,
};

/** A missing member is omitted: Subject is optional. */
export function stringToSign(type: SnsMessageType, member: (name: string) => string | undefined): string {
  return signedMembers[type]
    .map((name) => {
      const value = member(name);
      return value === undefined ? '' : `${name}\n${value}\n`;
    })
    .join('');
}
