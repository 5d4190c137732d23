// Writes that AWS accepted with a response that cannot be read to its end: its body is malformed, stalls or breaks off. The
// headers report the write: the status, and AWS's request id, without which a proxy may have answered in place of AWS.
import type { DeserializeMiddleware, HttpResponse, MetadataBearer, MiddlewareStack } from '@smithy/types';

/** By the input of the call: the head of the last attempt's response. */
const heads = new WeakMap<object, Pick<HttpResponse, 'statusCode' | 'headers'>>();

/** Prepares a client for `acceptedWrite`. */
export function keepAcceptance<Input extends object, Output extends object>(client: {
  middlewareStack: MiddlewareStack<Input, Output>;
}): void {
  const keep: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    heads.delete(args.input);
    const result = await next(args);
    const { statusCode, headers } = result.response as HttpResponse;
    heads.set(args.input, { statusCode, headers });
    return result;
  };
  client.middlewareStack.add(keep, { step: 'deserialize', priority: 'low', name: 'keepAcceptance' });
}

/** The output of a write, as far as headers have it; null if the last attempt was not accepted. */
export function acceptedWrite(input: object): MetadataBearer | null {
  const { statusCode = 0, headers = {} } = heads.get(input) ?? {};
  const requestId = headers['x-amzn-requestid'] ?? headers['x-amz-request-id'];
  if (statusCode < 200 || statusCode >= 300 || requestId === undefined) return null;
  const job = {
    jobId: headers['x-amz-job-id'],
    location: headers['location'],
    jobOutputPath: headers['x-amz-job-output-path'],
  };
  return { ...job, $metadata: { httpStatusCode: statusCode, requestId } };
}
