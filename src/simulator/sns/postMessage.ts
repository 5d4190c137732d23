// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
// One delivery attempt: the message as JSON, with the content type text/plain, as SNS sends it.
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { within } from '../../core/clock.ts';

/** How long SNS waits for a response, in milliseconds. */
const deliveryTimeout = 15_000;

/** The HTTP status of the response; rejects if there is none. */
export function postMessage(
  endpoint: string,
  message: Record<string, string>,
  subscriptionArn: string | undefined,
  closing: AbortSignal,
): Promise<number> {
  const body = Buffer.from(JSON.stringify(message, null, 2));
  const request = endpoint.startsWith('https:') ? requestHttps : requestHttp;
  const { signal, done } = within(deliveryTimeout, closing);
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
