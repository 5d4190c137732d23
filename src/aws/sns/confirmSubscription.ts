// https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
// Confirms the subscription of this gateway to an SNS topic. Called once in the life of a subscription, so it is loaded on
// demand, and its client is destroyed afterwards.
import { ConfirmSubscriptionCommand, SNSClient } from '@aws-sdk/client-sns';
import { deadline } from '../../core/clock.ts';
import type { Egress } from '../../egress/createEgress.ts';
import type { Backend } from '../backend.ts';
import type { AwsTimeouts } from '../client/clientPool.ts';
import { createRequestHandler } from '../client/createRequestHandler.ts';
import { Credentials } from '../client/credentials.ts';

/** The IAM action that the credentials need. For docs/iam.md. */
export const confirmSubscriptionIam = ['sns:ConfirmSubscription'];

export async function confirmSubscription(
  { accounts, credentials, endpoints }: Backend,
  { timeouts: { attempt, call }, egress }: { timeouts: AwsTimeouts; egress: Egress },
  topicArn: string,
  token: string,
): Promise<void> {
  const [, , , region = '', owner] = topicArn.split(':');
  const { accountId } = accounts.find((account) => account.accountId === owner) ?? accounts[0];
  const location = { accountId, region };
  const found = credentials(location);
  const { sns: endpoint } = endpoints(location);
  const client = new SNSClient({
    region,
    ...(found ? { credentials: found instanceof Credentials ? found.provide : found } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: createRequestHandler(egress, attempt),
  });
  try {
    await client.send(
      // Otherwise anybody who sees one message could end the subscription by the link in it.
      new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: token, AuthenticateOnUnsubscribe: 'true' }),
      { abortSignal: deadline(call) },
    );
  } finally {
    client.destroy();
  }
}
