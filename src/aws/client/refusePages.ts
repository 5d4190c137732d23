// A page of HTML is no response of AWS to a write, whatever its status: a proxy on the way has answered. The SDK reads only the
// headers of most writes, and would take the page for AWS's acceptance.
import type { DeserializeMiddleware, HttpRequest, HttpResponse, MiddlewareStack } from '@smithy/types';
import { ServiceUnavailableError } from '../../core/errors.ts';

/** Prepares a client: such a response to a write is an error. */
export function refusePages<Input extends object, Output extends object>(client: {
  middlewareStack: MiddlewareStack<Input, Output>;
}): void {
  const refuse: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const result = await next(args);
    const response = result.response as HttpResponse;
    if ((args.request as HttpRequest).method === 'GET' || !isPage(response)) return result;
    response.body?.destroy?.();
    throw new ServiceUnavailableError(
      'A page of HTML came in place of a response of AWS. Check for a proxy in front of AWS.',
    );
  };
  client.middlewareStack.add(refuse, { step: 'deserialize', priority: 'low', name: 'refusePages' });
}

/** Servers with AWS's protocol may call an empty body HTML, and any body with a request id is theirs. */
function isPage({ statusCode, headers }: HttpResponse): boolean {
  const isHtml = /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(headers['content-type'] ?? '');
  const isEmpty = statusCode === 204 || headers['content-length'] === '0';
  const isOfAws = 'x-amzn-requestid' in headers || 'x-amz-request-id' in headers;
  return statusCode < 300 && isHtml && !isEmpty && !isOfAws;
}
