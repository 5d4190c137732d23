// Routes and notifications of tests.

import { describeJob } from '../../src/notifications/describeJob.ts';
import type { Notification, NotificationEvent } from '../../src/notifications/notification.ts';
import { notificationId } from '../../src/notifications/notificationId.ts';
import { parseRoutes } from '../../src/notifications/parseRoutes.ts';
import type { Route } from '../../src/notifications/route.ts';
import { glacierJob } from '../storage/records.ts';

export const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

export function routesOf(...written: object[]): Route[] {
  const defaults = { format: 'standard-webhooks', events: ['DONE', 'FAILED', 'COMPLETED_WITH_FAILURES'] };
  const routes = written.map((route, index) => ({ name: `route${index}`, ...defaults, ...route }));
  const signed = routes.map((route) => (route.format === 'slack' ? route : { secrets: [secret], ...route }));
  const parsed = parseRoutes(JSON.stringify(signed), { allowsHttp: true });
  if ('faults' in parsed) throw new Error(parsed.faults.join('\n'));
  return parsed.routes;
}

export function notificationOf(jobId: string, event: NotificationEvent = 'DONE'): Notification {
  const id = `id of ${jobId}`;
  const job = describeJob(glacierJob(jobId), id, null, 0);
  return { id: notificationId('route', id, event), event, at: 0, job };
}
