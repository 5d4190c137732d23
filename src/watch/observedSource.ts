// A source of jobs whose lists are observed, as far as they are read to their end.
import { type JobSource, unfinishedStatusesOf } from './awsJobSource.ts';
import type { ObservedList, WatchObserver } from './watchObserver.ts';
import type { WatchTarget } from './watchTarget.ts';

export function observedSource(source: JobSource, target: WatchTarget, observer: WatchObserver): JobSource {
  let list: ObservedList | null = null;
  const abandon = () => {
    list?.abandon();
    list = null;
  };
  return {
    describe: source.describe,
    list: async (which, marker) => {
      if (marker === null) {
        abandon();
        list = observer.list(target, which === 'all' ? null : unfinishedStatusesOf(target));
      }
      try {
        const page = await source.list(which, marker);
        list?.add(page.items);
        if (page.marker === null) {
          list?.finish();
          list = null;
        }
        return page;
      } catch (error) {
        abandon();
        throw error;
      }
    },
  };
}
