// Who asks: found out once for each request or connection, and handed down to all that is done for it.
import { type Access, fullAccess, readOnlyAccess } from './access.ts';

export interface Caller {
  /** One of all callers, the same over requests and instances: for limits, fairness and the audit. */
  readonly id: string;
  readonly access: Access;
  /** When what proves them is over, in milliseconds since 1970; null where it never is. */
  readonly expiresAt: number | null;
  /** Names what proves them, where that can be taken back: see Authenticator.stillHolds. */
  readonly credential: string | null;
}

/** Everybody, where callers need not say who they are. */
export const anonymous: Caller = { id: 'anonymous', access: fullAccess, expiresAt: null, credential: null };

/** Everybody, where callers need not say who they are and AWS is real. */
export const anonymousReader: Caller = { ...anonymous, access: readOnlyAccess };

/** The gateway on its own account: it watches jobs for all who want to know. */
export const gatewayItself: Caller = { ...anonymous, id: 'gateway' };
