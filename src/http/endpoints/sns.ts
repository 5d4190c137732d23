// Where SNS posts its messages. Their content type says text, whatever they are: nothing is let in by it or kept out, for
// only the signature counts. What is wrong with a message is not told to whoever sent it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SnsReceiver } from '../../sns/createSnsReceiver.ts';
import { readBody } from '../guards/readBody.ts';
import { sendError, sendJson } from '../sendJson.ts';

export const snsPath = '/sns';

/** The largest payload of SNS. */
const maxMessageBytes = 256 * 1024;

export async function serveSns(
  receiver: SnsReceiver,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = refusalOf(request);
  if (refusal) {
    request.resume();
    if (refusal.status === 405) response.setHeader('allow', 'POST');
    return sendError(response, refusal.status, 'BAD_USER_INPUT', refusal.message);
  }
  const body = await readBody(request, maxMessageBytes);
  if (body === null) {
    response.setHeader('connection', 'close');
    return sendError(response, 413, 'BAD_USER_INPUT', 'The body is larger than 256 KiB.');
  }
  switch (await receiver.receive(body)) {
    case 'taken':
      return sendJson(response, 200, { status: 'ok' });
    case 'malformed':
      return sendError(response, 400, 'BAD_USER_INPUT', 'The body is not a JSON object.');
    case 'refused':
      return sendError(response, 403, 'FORBIDDEN', 'The message is not one that is taken here.');
    case 'later':
      // SNS tries again.
      return sendError(response, 503, 'SERVICE_UNAVAILABLE', 'The message could not be acted upon now.');
  }
}

function refusalOf({ method, headers }: IncomingMessage): { status: number; message: string } | undefined {
  if (method !== 'POST') return { status: 405, message: 'SNS posts its messages here.' };
  if (headers['content-encoding'] !== undefined) return { status: 415, message: 'Send without content-encoding.' };
  // With raw delivery a message comes without its signature.
  if (headers['x-amz-sns-rawdelivery'] !== undefined) {
    return { status: 403, message: 'Turn raw message delivery off: it leaves out the signature.' };
  }
  return undefined;
}
