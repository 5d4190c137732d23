// The endpoint of SNS messages. The content type is not checked: SNS always sends text/plain, and only the signature counts.
// The response does not say why a message was rejected.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SnsReceiver } from '../../sns/createSnsReceiver.ts';
import { readBody } from '../guards/readBody.ts';
import { sendError, sendJson } from '../sendJson.ts';

export const snsPath = '/sns';

/** The largest message that SNS sends. */
const maxMessageBytes = 256 * 1024;

export async function serveSns(
  receiver: SnsReceiver,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const error = requestError(request);
  if (error) {
    request.resume();
    if (error.status === 405) response.setHeader('allow', 'POST');
    return sendError(response, error.status, 'BAD_USER_INPUT', error.message);
  }
  return readBody(request, response, maxMessageBytes, (body) => respondTo(receiver, body, response));
}

async function respondTo(receiver: SnsReceiver, message: string, response: ServerResponse): Promise<void> {
  switch (await receiver.receive(message)) {
    case 'accepted':
      return sendJson(response, 200, { status: 'ok' });
    case 'malformed':
      return sendError(response, 400, 'BAD_USER_INPUT', 'The body is not a JSON object.');
    case 'rejected':
      return sendError(response, 403, 'FORBIDDEN', 'The message was rejected. The log of the gateway has the reason.');
    case 'retry':
      // SNS retries after a 5xx.
      return sendError(response, 503, 'SERVICE_UNAVAILABLE', 'The message could not be processed. Retry later.');
  }
}

function requestError({ method, headers }: IncomingMessage): { status: number; message: string } | undefined {
  if (method !== 'POST') return { status: 405, message: 'Only POST is supported.' };
  if (headers['content-encoding'] !== undefined) return { status: 415, message: 'Send without content-encoding.' };
  // With raw message delivery, SNS omits the signature.
  if (headers['x-amz-sns-rawdelivery'] !== undefined) {
    return { status: 403, message: 'Disable raw message delivery of the subscription: it omits the signature.' };
  }
  return undefined;
}
