// A response of a proxy on the way is not a response of AWS, whatever its status. The SDK reads only the headers of most writes,
// and would take a page for AWS's acceptance. A response with AWS's request id is AWS's. Without one, as servers with AWS's
// protocol may send it, a redirect is not, and a write is answered with JSON, XML or nothing.
import type { DeserializeMiddleware, HttpRequest, HttpResponse, MiddlewareStack, StreamCollector } from '@smithy/types';
import { ServiceUnavailableError } from '../../core/errors.ts';
import { xmlRoot } from './xmlRoot.ts';

/** Prepares a client: such a response is an error. */
export function refusePages<Input extends object, Output extends object>(client: {
  middlewareStack: MiddlewareStack<Input, Output>;
  config: { streamCollector: StreamCollector };
}): void {
  const refuse: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const result = await next(args);
    const response = result.response as HttpResponse;
    const { statusCode, headers } = response;
    if (statusCode >= 400 || 'x-amzn-requestid' in headers || 'x-amz-request-id' in headers) return result;
    if (statusCode >= 300) {
      response.body?.destroy?.();
      throw foreign('A redirect');
    }
    if ((args.request as HttpRequest).method === 'GET') return result;
    const bytes = await client.config.streamCollector(response.body);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString();
    if (isPage(headers['content-type'], text)) throw foreign('A page of HTML');
    if (!isOfService(text, bytes)) throw foreign('A body that is neither JSON nor XML of AWS');
    // A view of its own: the SDK changes the prototype of the bytes that it reads.
    response.body = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    return result;
  };
  client.middlewareStack.add(refuse, { step: 'deserialize', priority: 'low', name: 'refusePages' });
}

const foreign = (what: string): ServiceUnavailableError =>
  new ServiceUnavailableError(`${what} came in place of a response of AWS. Check for a proxy in front of AWS.`);

/** Servers with AWS's protocol may call an empty body HTML. */
const isPage = (type: string | undefined, text: string): boolean =>
  /^\uFEFF?\s*<(?:!doctype\s+html|html)\b/i.test(text) ||
  (text.trim() !== '' && /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(type ?? ''));

/** A JSON object, the XML of an operation (CreateJobResult), or nothing. */
const isOfService = (text: string, bytes: Uint8Array): boolean =>
  text.trim() === '' || /^\uFEFF?\s*\{/.test(text) || /(?:Result|Response)$/.test(xmlRoot(bytes) ?? '');
