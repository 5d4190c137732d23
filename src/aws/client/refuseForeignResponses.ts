// A response of a proxy on the way is not a response of AWS, whatever its status. The SDK reads only the headers of most writes,
// and would take a page for AWS's acceptance. A response with AWS's request id is AWS's. Without one, as servers with AWS's
// protocol may send it, a redirect is not, and a write is answered with JSON, XML or nothing. A page of HTML never is, and
// neither is a read that was compressed on the way, or the body of an error.
import type { DeserializeMiddleware, HttpRequest, HttpResponse, MiddlewareStack, StreamCollector } from '@smithy/types';
import { ServiceUnavailableError } from '../../core/errors.ts';
import { isErrorBody } from './isErrorBody.ts';
import { xmlRoot } from './xmlRoot.ts';

/** Prepares a client: such a response is an error. */
export function refuseForeignResponses<Input extends object, Output extends object>(client: {
  middlewareStack: MiddlewareStack<Input, Output>;
  config: { streamCollector: StreamCollector };
}): void {
  const refuse: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const result = await next(args);
    const response = result.response as HttpResponse;
    const { statusCode, headers } = response;
    const { method, path, query } = args.request as HttpRequest;
    const isRead = method === 'GET';
    const isHtmlRead = isRead && isHtmlType(headers['content-type']);
    const isOwn = 'x-amzn-requestid' in headers || 'x-amz-request-id' in headers;
    // An object of S3 may be anything, also a page of HTML or compressed. S3 names each of its responses.
    if (query?.['x-id'] === 'GetObject' && isOwn) return result;
    // The SDK asks for no compression, and would hand the compressed bytes on as the output of a job.
    if (isRead && statusCode < 300 && isCompressed(headers['content-encoding'])) {
      destroy(response);
      throw foreign('A compressed response');
    }
    // A stream is not read here.
    const isStream = isRead && path.endsWith('/output') && statusCode < 300 && !isHtmlRead;
    if (statusCode >= 400 || (isOwn && !isRead) || isStream) return result;
    if (statusCode >= 300) {
      if (isOwn) return result;
      destroy(response);
      throw foreign('A redirect');
    }
    const { body } = response;
    const read = body instanceof Uint8Array ? body : await client.config.streamCollector(body);
    const bytes = Buffer.from(read.buffer, read.byteOffset, read.length);
    const text = bytes.toString('utf8', 0, 4096);
    const isOfAws = isOfService(text, bytes);
    const isCalledHtml = isHtmlType(headers['content-type']) && (isRead ? !isOfAws : text.trim() !== '');
    if (isHtmlBody(text) || isCalledHtml) throw foreign('A page of HTML');
    if (!isRead && !isOfAws) throw foreign('A body that is neither JSON nor XML of AWS');
    if (isErrorBody(bytes)) throw errorBody();
    // A view of its own: the SDK changes the prototype of the bytes that it reads.
    response.body = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    return result;
  };
  client.middlewareStack.add(refuse, { step: 'deserialize', priority: 'low', name: 'refuseForeignResponses' });
}

const foreign = (what: string): ServiceUnavailableError =>
  new ServiceUnavailableError(`${what} came in place of a response of AWS. Check for a proxy in front of AWS.`);

const errorBody = (): ServiceUnavailableError =>
  new ServiceUnavailableError(
    'An error with a status of success came in place of a response of AWS. Check for a proxy in front of AWS.',
  );

const destroy = ({ body }: HttpResponse): void => body?.destroy?.();

const isCompressed = (encoding: string | undefined): boolean => !/^\s*(?:identity)?\s*$/i.test(encoding ?? '');

const isHtmlBody = (text: string): boolean => /^\uFEFF?\s*<(?:!doctype\s+html|html)\b/i.test(text);

/** Servers with AWS's protocol may call an empty body HTML, and a list. */
const isHtmlType = (type: string | undefined): boolean =>
  /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(type ?? '');

/** A JSON object, the XML of an operation (CreateJobResult), or nothing. */
const isOfService = (text: string, bytes: Uint8Array): boolean =>
  text.trim() === '' || /^\uFEFF?\s*\{/.test(text) || /(?:Result|Response)$/.test(xmlRoot(bytes) ?? '');
