// The owner of a connection in the byte budget: the caller of the request that it carries.
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../../access/caller.ts';
import { clientKey } from '../../limits/clientKey.ts';
import { requestScope } from '../../telemetry/requestScope.ts';
import { holderOf } from '../lifecycle/followConnections.ts';

export const countFor = (caller: Caller, { socket }: IncomingMessage): void =>
  holderOf(socket)?.moveTo(clientKey(caller, requestScope.getStore()?.clientAddress));
