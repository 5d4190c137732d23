// The outbox of one process. What is waiting when the process ends is lost. It knows what was added, also after it was sent: a
// route that is opened again by a reload offers everything once more.
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import {
  type AwaitedRestore,
  jobKeyOf,
  maxRestores,
  maxWaiting,
  type Outbox,
  type WaitingNotification,
} from '../../notifications/outbox.ts';

/** What waits for one job. The first one is sent next. */
interface JobQueue {
  waiting: WaitingNotification[];
  dueAt: number;
}

interface RouteQueues {
  /** When the route was begun; null before. */
  since: number | null;
  pausedUntil: number;
  /** By job. */
  jobs: Map<string, JobQueue>;
  /** The notifications in all queues. */
  waiting: number;
  /** By the ids of their notifications. */
  restores: Map<string, AwaitedRestore>;
}

export function createMemoryOutbox(): Outbox {
  const routes = new Map<string, RouteQueues>();

  /** By route and id. */
  const added = new ByteCache<true>(cacheBytes.addedNotifications);
  const keyOf = (name: string, id: string) => `${name} ${id}`;

  const open = (name: string): RouteQueues => {
    const begun = { since: null, pausedUntil: 0, jobs: new Map(), waiting: 0, restores: new Map() };
    const route: RouteQueues = routes.get(name) ?? begun;
    routes.set(name, route);
    return route;
  };

  return {
    pollInterval: null,
    begin: async (name, now) => {
      const route = open(name);
      route.since ??= now;
      return route.since;
    },
    offer: async (name, notification, now) => {
      const route = open(name);
      const job = jobKeyOf(notification);
      const queue = route.jobs.get(job) ?? { waiting: [], dueAt: now };
      const key = keyOf(name, notification.id);
      if (added.get(key) || queue.waiting.some((waiting) => waiting.notification.id === notification.id))
        return 'known';
      if (route.waiting >= maxWaiting) return 'full';
      queue.waiting.push({ notification, attempts: 0, firstTriedAt: null });
      route.jobs.set(job, queue);
      route.waiting += 1;
      added.set(key, true);
      return 'added';
    },
    take: async (name, { now, leaseUntil, limit }) => {
      const { jobs, waiting, pausedUntil } = open(name);
      const most = now < pausedUntil ? 0 : limit;
      const due: WaitingNotification[] = [];
      let nextAt = Number.POSITIVE_INFINITY;
      for (const queue of jobs.values()) {
        const [first] = queue.waiting;
        if (first && queue.dueAt <= now && due.length < most) {
          due.push(first);
          queue.dueAt = leaseUntil;
        }
        nextAt = Math.min(nextAt, queue.dueAt);
      }
      return { due, nextAt: jobs.size === 0 ? null : Math.max(nextAt, pausedUntil), waiting };
    },
    remove: async (name, notification, now) => {
      const route = open(name);
      const queue = queueBegunBy(route, notification.id, jobKeyOf(notification));
      if (!queue) return;
      queue.waiting.shift();
      queue.dueAt = now;
      route.waiting -= 1;
      if (queue.waiting.length === 0) route.jobs.delete(jobKeyOf(notification));
    },
    postpone: async (name, tried, dueAt) => {
      const { notification } = tried;
      const queue = queueBegunBy(open(name), notification.id, jobKeyOf(notification));
      if (!queue) return;
      queue.waiting[0] = tried;
      queue.dueAt = dueAt;
    },
    pause: async (name, until) => {
      open(name).pausedUntil = until;
    },
    keepRestore: async (name, restore) => {
      const { restores } = open(name);
      if (added.get(keyOf(name, restore.id))) return 'known';
      if (restores.size >= maxRestores && !restores.has(restore.id)) return 'full';
      restores.set(restore.id, restore);
      return 'kept';
    },
    keptRestores: async (name) => [...open(name).restores.values()],
    dropRestore: async (name, id) => void open(name).restores.delete(id),
  };
}

/** The queue of the job if the notification is its first one. */
function queueBegunBy({ jobs }: RouteQueues, id: string, job: string): JobQueue | undefined {
  const queue = jobs.get(job);
  return queue?.waiting[0]?.notification.id === id ? queue : undefined;
}
