// Puts a new configuration into a gateway that runs. What callers may do, and what the gateway serves, changes in one turn of the
// event loop. Callers who see something else then have their streams ended, so that clients reconnect.
import type { Access } from './access/access.ts';
import { accessOf } from './access/accessOf.ts';
import type { Authenticator } from './access/authenticator.ts';
import type { Caller } from './access/caller.ts';
import type { Backend } from './aws/backend.ts';
import { viewOf } from './aws/visibleBackend.ts';
import type { Services } from './context.ts';
import { ForbiddenError, UnauthenticatedError } from './core/errors.ts';
import type { PersistedDocuments } from './http/documents/persistedDocuments.ts';
import type { EventStreams } from './http/subscriptions/createEventStreams.ts';
import type { WebSockets } from './http/subscriptions/createWebSockets.ts';
import type { Review } from './http/subscriptions/review.ts';
import type { Route } from './notifications/route.ts';
import { builtInPriceList, type PriceList } from './pricing/priceList.ts';

/** What can change while a gateway runs. A part that is equal to the present one has not changed. */
export interface Reloadable {
  backend: Backend;
  /** Without one, every caller may do everything. */
  authenticator?: Authenticator | undefined;
  /** The contents of PRICE_LIST_FILE; the built-in list if omitted. */
  prices?: PriceList | undefined;
  /** The contents of NOTIFY_FILE; without it, no notifications are sent. */
  routes?: readonly Route[] | undefined;
  /** The contents of PERSISTED_DOCUMENTS_FILE; without it, every document is executed. */
  persistedDocuments?: PersistedDocuments | undefined;
}

/** The parts of a gateway that a new configuration reaches. */
export interface ReloadTargets {
  services: Services;
  streams: Pick<EventStreams, 'review'>;
  sockets: Pick<WebSockets, 'review'>;
  /** Undefined without routes. */
  notifications: { reopen(routes: readonly Route[]): Promise<void> } | undefined;
  /** The authenticator that decides from now on. */
  setAuthenticator(authenticator: Authenticator): void;
}

export async function reloadGateway(targets: ReloadTargets, before: Reloadable, next: Reloadable): Promise<void> {
  const { services, notifications } = targets;
  const { backend, authenticator, prices = builtInPriceList, routes } = next;
  const isMoved = backend !== before.backend;
  services.prices = prices;
  services.backend = backend;
  if (isMoved) services.aws.replaceBackend(backend);
  if (authenticator && authenticator !== before.authenticator) targets.setAuthenticator(authenticator);
  if (authenticator !== before.authenticator || isMoved) {
    const review = reviewOf(authenticator, before.backend, backend);
    targets.streams.review(review);
    targets.sockets.review(review);
  }
  // A feed knows the places of its start.
  if (routes && (routes !== before.routes || isMoved)) await notifications?.reopen(routes);
}

/** Of a caller whose rights are unknown until its client connects again. */
const nothing = accessOf([]);

function reviewOf(authenticator: Authenticator | undefined, before: Backend, now: Backend): Review {
  return (caller: Caller) => {
    const access = presentAccess(authenticator, caller);
    if (!access) return null;
    const expiresAt = authenticator ? authenticator.expiryOf(caller) : caller.expiresAt;
    const seesTheSame = viewOf(before, caller.access) === viewOf(now, access);
    return { caller: { ...caller, access, expiresAt }, seesTheSame };
  };
}

/** Null if the credential is not valid any more. */
function presentAccess(authenticator: Authenticator | undefined, caller: Caller): Access | null {
  if (!authenticator) return caller.access;
  try {
    return authenticator.presentAccess(caller);
  } catch (error) {
    if (error instanceof UnauthenticatedError) return null;
    if (error instanceof ForbiddenError) return nothing;
    throw error;
  }
}
