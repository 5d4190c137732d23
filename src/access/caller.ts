// The caller of a request or connection. It is determined once and passed to everything done on the caller's behalf.
import { type Access, fullAccess, readOnlyAccess } from './access.ts';

export interface Caller {
  /** Unique among callers, and the same across requests and instances. For limits, fair queueing and the audit log. */
  readonly id: string;
  readonly access: Access;
  /** When the credential expires, in milliseconds since 1970; null if it does not. */
  readonly expiresAt: number | null;
  /** Identifies the credential if it can be revoked: see Authenticator.isStillValid. */
  readonly credential: string | null;
}

/** Every caller, if authentication is off. */
export const anonymous: Caller = { id: 'anonymous', access: fullAccess, expiresAt: null, credential: null };

/** Every caller, if authentication is off and the backend is AWS. */
export const anonymousReader: Caller = { ...anonymous, access: readOnlyAccess };

/** The gateway itself: it polls jobs on behalf of all subscribers. */
export const gatewayItself: Caller = { ...anonymous, id: 'gateway' };
