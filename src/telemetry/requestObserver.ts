// What is told of requests to whoever measures them: each when it begins, and once when it ends.
import type { RequestScope } from './requestScope.ts';

export interface RequestEnd {
  readonly status: number;
  readonly milliseconds: number;
  /** The client went before it had the whole answer, or ended a stream. */
  readonly isAborted: boolean;
}

export interface RequestObserver {
  begin(scope: RequestScope, method: string): (end: RequestEnd) => void;
}
