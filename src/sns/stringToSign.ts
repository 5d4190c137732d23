// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
// What a signature of SNS is made over: members in this order, a line with the name and one with the value of each.
// Nothing escapes line breaks in a value: that the last ones, TopicArn and Type, are compared with known texts, and that
// MessageId and Timestamp have none, keeps one signature from being good for two readings.

export const messageTypes = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const;
export type SnsMessageType = (typeof messageTypes)[number];

const confirmation = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

const signedMembers: Record<SnsMessageType, readonly string[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: confirmation,
  UnsubscribeConfirmation: confirmation,
};

/** A member that is not there is left out: Subject may be missing. */
export function stringToSign(type: SnsMessageType, member: (name: string) => string | undefined): string {
  return signedMembers[type]
    .map((name) => {
      const value = member(name);
      return value === undefined ? '' : `${name}\n${value}\n`;
    })
    .join('');
}
