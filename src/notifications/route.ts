// A route: which events of which jobs are sent where, and in which form.
import type { JobFilter } from '../jobs/jobFilter.ts';
import type { NotificationEvent } from './notification.ts';

export interface Route {
  /** Identifies the route in logs and metrics, and in what is kept of it. */
  readonly name: string;
  /** A secret: the addresses of Slack are their own proof. */
  readonly address: URL;
  readonly format: RouteFormat;
  readonly events: ReadonlySet<NotificationEvent>;
  readonly filter: JobFilter;
}

export type RouteFormat =
  /** At least one secret; each signs. */
  { readonly kind: 'standard-webhooks'; readonly secrets: readonly Buffer[] } | { readonly kind: 'slack' };
