// https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
// Confirms the subscription of this gateway to an SNS topic. Called once in the life of a subscription, so it is loaded on
// demand, and its client is destroyed afterwards.
import { ConfirmSubscriptionCommand, SNSClient } from '@aws-sdk/client-sns';
import { deadline } from '../../core/clock.ts';
import type { Egress } from '../../egress/createEgress.ts';
import type { Backend } from '../backend.ts';
import type { AwsTimeouts } from '../client/clientPool.ts';
import { type CollectorOptions, createCollector } from '../client/createCollector.ts';
import { createRequestHandler } from '../client/createRequestHandler.ts';
import { Credentials } from '../client/credentials.ts';
import { renewOutdated } from '../client/renewOutdated.ts';

/** The IAM action that the credentials need. For docs/iam.md. */
export const confirmSubscriptionIam = ['sns:ConfirmSubscription'];

export interface ConfirmServices {
  timeouts: AwsTimeouts;
  egress: Egress;
  collector: CollectorOptions;
}

export async function confirmSubscription(
  { accounts, credentials, endpoints }: Backend,
  { timeouts: { attempt, call }, egress, collector }: ConfirmServices,
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
    streamCollector: createCollector(collector),
  });
  try {
    // Otherwise anybody who sees one message could end the subscription by the link in it.
    const input = { TopicArn: topicArn, Token: token, AuthenticateOnUnsubscribe: 'true' };
    const command = new ConfirmSubscriptionCommand(input);
    await renewOutdated(found, () => client.send(command, { abortSignal: deadline(call) }));
  } finally {
    client.destroy();
  }
}
