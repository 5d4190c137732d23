// Authentication of a request, before its body is read.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { type Authenticator, type Credentials, hasCredentials } from '../../access/authenticator.ts';
import type { Caller } from '../../access/caller.ts';
import { GatewayError } from '../../core/errors.ts';
import { sendError } from '../sendJson.ts';

export const credentialsOf = (headers: IncomingHttpHeaders): Credentials => ({
  authorization: headers.authorization,
  'x-api-key': headers['x-api-key'],
});

/** Null if the request was rejected. */
export async function authenticate(
  authenticator: Authenticator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Caller | null> {
  const credentials = credentialsOf(request.headers);
  try {
    return await authenticator.authenticate(credentials);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    request.resume();
    const { status, headers } = rejectionOf(error, hasCredentials(credentials));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendError(response, status, error.code, error.message);
    return null;
  }
}

function rejectionOf(
  { code }: GatewayError,
  hadCredentials: boolean,
): { status: number; headers: Record<string, string> } {
  // https://www.rfc-editor.org/rfc/rfc6750#section-3
  const challenge = `Bearer realm="glacier-graphql"${hadCredentials ? ', error="invalid_token"' : ''}`;
  if (code === 'UNAUTHENTICATED') return { status: 401, headers: { 'www-authenticate': challenge } };
  if (code === 'FORBIDDEN') return { status: 403, headers: {} };
  return { status: 503, headers: { 'retry-after': '5' } };
}
