// Pages of lists, each read once per request. Fields that ask for the same page within a turn of the event loop share one
// call, which has the largest of their limits. So a page can have more items than its limit.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Page, PageRequest } from '../core/page.ts';

export interface SharedPages<List, T> {
  page(list: List, request: PageRequest): Promise<Page<T>>;
  clear(): void;
}

interface SharedPage<T> {
  limit: number;
  isSent: boolean;
  result: Promise<Page<T>>;
}

export function createSharedPages<List, T>(
  keyOf: (list: List) => string,
  read: (list: List, request: PageRequest) => Promise<Page<T>>,
): SharedPages<List, T> {
  const pages = new Map<string, SharedPage<T>>();
  const send = (list: List, { limit, marker }: PageRequest): SharedPage<T> => {
    const page: SharedPage<T> = {
      limit,
      isSent: false,
      result: nextTurn().then(() => {
        page.isSent = true;
        return read(list, { limit: page.limit, marker });
      }),
    };
    return page;
  };
  return {
    page: (list, request) => {
      const key = `${keyOf(list)} ${request.marker ?? ''}`;
      const known = pages.get(key);
      if (known && !known.isSent) known.limit = Math.max(known.limit, request.limit);
      if (known && known.limit >= request.limit) return known.result;
      const page = send(list, request);
      pages.set(key, page);
      return page.result;
    },
    clear: () => pages.clear(),
  };
}
