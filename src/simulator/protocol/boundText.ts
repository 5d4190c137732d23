// Text of a member outside the body: in the path, the query or a header.
import type { WireRequest } from '../http/service.ts';
import type { Member } from '../http/shapes.ts';

export function boundText(
  request: WireRequest,
  { binding, name }: Member,
  labels: Map<string, string>,
): string | undefined {
  switch (binding.in) {
    case 'label':
      return labels.get(name);
    case 'query':
      // An empty query member counts as absent: the SDK writes `limit=&marker=` for empty strings.
      return request.query.get(binding.name) || undefined;
    case 'header': {
      const value = request.headers[binding.name];
      return Array.isArray(value) ? value[0] : value;
    }
    default:
      return undefined;
  }
}
