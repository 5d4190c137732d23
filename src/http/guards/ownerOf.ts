// Whom the limits of the present request count: see clientKey.ts.
import type { Caller } from '../../access/caller.ts';
import { clientKey } from '../../limits/clientKey.ts';
import { requestScope } from '../../telemetry/requestScope.ts';

export const ownerOf = (caller: Caller): string => clientKey(caller, requestScope.getStore()?.clientAddress);
