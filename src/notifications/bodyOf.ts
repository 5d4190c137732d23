// The body of a notification in the format of its route. The same notification always has the same body. Pure.
import { type Notification, typeOf } from './notification.ts';
import type { RouteFormat } from './route.ts';
import { slackMessage } from './slackMessage.ts';

export function bodyOf(notification: Notification, { kind }: Pick<RouteFormat, 'kind'>): string {
  if (kind === 'slack') return JSON.stringify(slackMessage(notification));
  const { event, at, job } = notification;
  return JSON.stringify({ type: typeOf(event), timestamp: new Date(at).toISOString(), data: { job } });
}
