// Finds the operation of a method, a path and the fixed part of a query, by the routes in the SDK's shapes.
import type { Operation } from '../http/operation.ts';
import type { Match, WireRequest } from '../http/service.ts';
import type { HttpRoute } from '../http/shapes.ts';

export function matchRoute(request: WireRequest, operations: readonly Operation[]): Match | undefined {
  for (const operation of operations) {
    const { http } = operation.shape;
    const labels = http && labelsOf(request, http);
    if (labels) return { operation, labels };
  }
  return undefined;
}

function labelsOf(request: WireRequest, route: HttpRoute): Map<string, string> | undefined {
  // A trailing slash, as an SDK sends for an empty job id, means the list above.
  const segments = request.segments.at(-1) === '' ? request.segments.slice(0, -1) : request.segments;
  if (route.method !== request.method || route.segments.length !== segments.length) return undefined;
  if (!route.query.every(([name, value]) => request.query.get(name) === value)) return undefined;
  const labels = new Map<string, string>();
  for (const [index, pattern] of route.segments.entries()) {
    const segment = segments[index] ?? '';
    const label = /^\{(\w+)\+?\}$/.exec(pattern)?.[1];
    if (label) labels.set(label, segment);
    else if (pattern !== segment) return undefined;
  }
  return labels;
}
