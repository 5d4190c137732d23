// https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
// Confirms the subscription of this gateway to an SNS topic. Called once in the life of a subscription, so it is loaded on
// demand, and its client is destroyed afterwards.
import { ConfirmSubscriptionCommand, SNSClient } from '@aws-sdk/client-sns';
import { deadline } from '../../core/clock.ts';
import type { Egress } from '../../egress/createEgress.ts';
import type { AwsTimeouts } from '../client/clientPool.ts';
import { createRequestHandler } from '../client/createRequestHandler.ts';
import { type OtherClientServices, otherClient } from '../client/otherClient.ts';

/** The IAM action that the credentials need. For docs/iam.md. */
export const confirmSubscriptionIam = ['sns:ConfirmSubscription'];

export interface ConfirmServices extends OtherClientServices {
  timeouts: AwsTimeouts;
  egress: Egress;
}

export async function confirmSubscription(services: ConfirmServices, topicArn: string, token: string): Promise<void> {
  const { attempt, call } = services.timeouts;
  const [, , , region = '', owner] = topicArn.split(':');
  const { settings, send } = otherClient(services, { owner, region });
  const { sns: endpoint } = services.backend().endpoints({ accountId: owner ?? '', region });
  const client = new SNSClient({
    ...settings,
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: createRequestHandler(services.egress, attempt),
  });
  try {
    // Otherwise anybody who sees one message could end the subscription by the link in it.
    const input = { TopicArn: topicArn, Token: token, AuthenticateOnUnsubscribe: 'true' };
    const command = new ConfirmSubscriptionCommand(input);
    await send(() => client.send(command, { abortSignal: deadline(call) }));
  } finally {
    client.destroy();
  }
}
