// Finds the operation of a request to S3. Operations share method and path: what tells them apart are the parameters and headers
// that an operation requires. The operation with most of them wins, the first one of equals.
import type { Operation } from '../../http/operation.ts';
import type { Match, RequestHead } from '../../http/service.ts';
import type { Member, OperationShape } from '../../http/shapes.ts';
import type { S3Address } from './s3Address.ts';

export function matchS3Route(
  request: RequestHead,
  address: S3Address,
  operations: readonly Operation[],
): Match | undefined {
  let best: Operation | undefined;
  let most = -1;
  for (const operation of operations) {
    const conditions = conditionsMet(request, address, operation.shape);
    if (conditions <= most) continue;
    best = operation;
    most = conditions;
  }
  const labels = new Map<string, string>();
  if (address.bucket !== undefined) labels.set('Bucket', address.bucket);
  if (address.key !== undefined) labels.set('Key', address.key);
  return best && { operation: best, labels };
}

/** The number of conditions of the operation; -1 if the request does not meet all of them. */
function conditionsMet(
  { method, query, headers }: RequestHead,
  address: S3Address,
  { http, input }: OperationShape,
): number {
  if (http?.method !== method) return -1;
  const needsKey = http.segments.includes('{Key+}');
  const needsBucket = input.members.some(({ name, binding }) => name === 'Bucket' && binding.in === 'label');
  if (needsKey !== (address.key !== undefined) || needsBucket !== (address.bucket !== undefined)) return -1;
  let count = 0;
  for (const [name, value] of http.query) {
    // Some SDKs name the operation in x-id, so its absence means nothing.
    if (name === 'x-id' ? (query.get(name) ?? value) !== value : query.get(name) !== value) return -1;
    if (name !== 'x-id') count += 1;
  }
  for (const member of input.members) {
    const isPresent = presence(member, query, headers);
    if (isPresent === false) return -1;
    if (isPresent) count += 1;
  }
  return count;
}

/** Undefined for a member that is no condition. */
function presence({ binding, required }: Member, query: URLSearchParams, headers: RequestHead['headers']) {
  if (!required) return undefined;
  if (binding.in === 'query') return query.has(binding.name);
  return binding.in === 'header' ? headers[binding.name] !== undefined : undefined;
}
