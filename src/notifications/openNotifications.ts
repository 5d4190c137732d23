// The notifications of a gateway: for each route a notifier, which finds the events, and a deliverer, which sends them. Between
// them is the outbox.
import { createDeliverer, type Deliverer, type DelivererServices } from './createDeliverer.ts';
import { createNotifier, type NotifierServices } from './createNotifier.ts';
import { createRestoreFollower, type RestoreFollowerServices } from './createRestoreFollower.ts';
import type { Route } from './route.ts';

export interface RouteState {
  readonly route: string;
  /** Notifications that wait to be sent, as far as this instance knows. */
  readonly waiting: number;
  /** Whether the route is off. */
  readonly isGone: boolean;
}

export interface Notifications {
  states(): readonly RouteState[];
  close(): Promise<void>;
}

export interface NotificationServices
  extends Omit<NotifierServices, 'feed' | 'follower' | 'onAdded'>,
    Omit<RestoreFollowerServices, 'onAdded'>,
    Omit<DelivererServices, 'outbox' | 'clock' | 'log' | 'observe'> {
  feedOf(route: Route): NotifierServices['feed'];
}

export function openNotifications(routes: readonly Route[], services: NotificationServices): Notifications {
  const opened = routes.map((route) => {
    const deliverer: Deliverer = createDeliverer(route, services);
    const own = { ...services, onAdded: deliverer.wake };
    const follower = route.events.has('READABLE') ? createRestoreFollower(route, own) : null;
    const notifier = createNotifier(route, { ...own, feed: services.feedOf(route), follower });
    return { route, deliverer, notifier };
  });
  return {
    states: () =>
      opened.map(({ route: { name: route }, deliverer: { waiting, isGone } }) => ({ route, waiting, isGone })),
    close: async () => {
      for (const { notifier } of opened) notifier.close();
      await Promise.all(opened.map(({ deliverer }) => deliverer.close()));
    },
  };
}
