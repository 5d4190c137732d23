// The interface of metrics and traces to requests: one call when a request begins, one when it ends.
import type { RequestScope } from './requestScope.ts';

export interface RequestEnd {
  readonly status: number;
  readonly milliseconds: number;
  /** The client disconnected before it had the whole response, or ended a stream. */
  readonly isAborted: boolean;
}

export interface RequestObserver {
  begin(scope: RequestScope, method: string): (end: RequestEnd) => void;
}
