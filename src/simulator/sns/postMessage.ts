// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
// One try to deliver a message: its JSON under a content type that says it is text, as SNS has it.
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { within } from '../../core/clock.ts';

/** How long SNS waits for an answer. */
const patience = 15_000;

/** The status that the endpoint answered; rejects where it answered nothing. */
export function postMessage(
  endpoint: string,
  message: Record<string, string>,
  subscriptionArn: string | undefined,
  closing: AbortSignal,
): Promise<number> {
  const body = Buffer.from(JSON.stringify(message, null, 2));
  const request = endpoint.startsWith('https:') ? requestHttps : requestHttp;
  const { signal, done } = within(patience, closing);
  return new Promise<number>((resolve, reject) => {
    const sent = request(
      endpoint,
      {
        method: 'POST',
        agent: false,
        signal,
        headers: {
          'content-type': 'text/plain; charset=UTF-8',
          'content-length': body.length,
          'user-agent': 'Amazon Simple Notification Service Agent',
          'x-amz-sns-message-type': message['Type'],
          'x-amz-sns-message-id': message['MessageId'],
          'x-amz-sns-topic-arn': message['TopicArn'],
          ...(subscriptionArn === undefined ? {} : { 'x-amz-sns-subscription-arn': subscriptionArn }),
        },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  }).finally(done);
}
