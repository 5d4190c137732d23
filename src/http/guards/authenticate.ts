// Authentication of a request, before its body is read.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Credentials } from '../../access/authenticator.ts';
import type { Caller } from '../../access/caller.ts';
import { CredentialsRefusedError } from '../../access/refusal.ts';
import { GatewayError } from '../../core/errors.ts';
import { type MaybePromise, recover } from '../../core/maybePromise.ts';
import { sendError, sendServiceUnavailable } from '../sendJson.ts';

/** Proxies that ask for a password pass it on, and so does a browser with every link and WebSocket. It is none of ours. */
const schemesOfProxies = /^\s*(basic|digest|negotiate|ntlm)\b/i;

export const credentialsOf = (headers: IncomingHttpHeaders): Credentials => ({
  authorization: schemesOfProxies.test(headers.authorization ?? '') ? undefined : headers.authorization,
  'x-api-key': headers['x-api-key'],
});

/** Null if the request was rejected. */
export const authenticate = (
  authenticator: Authenticator,
  request: IncomingMessage,
  response: ServerResponse,
): MaybePromise<Caller | null> =>
  recover(
    () => authenticator.authenticate(credentialsOf(request.headers)),
    (error) => {
      if (!(error instanceof GatewayError)) throw error;
      request.resume();
      reject(response, error);
      return null;
    },
  );

/** Credentials that cannot be checked now, because the token issuer is unreachable, are checked again in a moment. */
const retryAfterSeconds = 5;

function reject(response: ServerResponse, error: GatewayError): void {
  const { code, message } = error;
  if (code === 'UNAUTHENTICATED') {
    response.setHeader('www-authenticate', challengeOf(error));
    sendError(response, 401, code, message);
  } else if (code === 'FORBIDDEN') sendError(response, 403, code, message);
  else sendServiceUnavailable(response, message, retryAfterSeconds);
}

/** Without credentials there is no error code. https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
function challengeOf(error: GatewayError): string {
  const challenge = 'Bearer realm="glacier-graphql"';
  const reason = error instanceof CredentialsRefusedError ? error.reason : null;
  if (reason === 'credentials_missing') return challenge;
  return `${challenge}, error="${reason === 'credentials_ambiguous' ? 'invalid_request' : 'invalid_token'}"`;
}
