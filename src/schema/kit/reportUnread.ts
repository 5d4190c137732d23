// An error beside an empty list none of whose sources could be read. Without it, a client that does not select `sources`
// would take an outage for an empty list. The field still has its value.
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../../context.ts';
import { type ErrorCode, GatewayError } from '../../core/errors.ts';
import type { SourceStatus } from '../../jobIndex/jobSource.ts';
import { fieldNamesIn } from './selectedFields.ts';

/** An account that Glacier is closed to has no vaults: its list is really empty. */
const codes: Record<Exclude<SourceStatus, 'OK' | 'PARTIAL' | 'CLOSED_TO_ACCOUNT'>, ErrorCode> = {
  THROTTLED: 'THROTTLED',
  DENIED: 'FORBIDDEN',
  UNREACHABLE: 'SERVICE_UNAVAILABLE',
};

interface Source {
  status: SourceStatus;
  message: string | null;
}

/** `isEmpty`: whether the list has no items at all, on any page. */
export function reportUnread(
  { isEmpty, sources }: { isEmpty: boolean; sources: readonly Source[] },
  ctx: Context,
  info: GraphQLResolveInfo,
): void {
  if (!isEmpty || fieldNamesIn(info).includes('sources')) return;
  let failed: { code: ErrorCode; message: string | null } | null = null;
  for (const { status, message } of sources) {
    if (status === 'OK' || status === 'PARTIAL') return;
    if (status !== 'CLOSED_TO_ACCOUNT') failed ??= { code: codes[status], message };
  }
  if (failed) ctx.report(new GatewayError(failed.code, `None of the sources could be read: ${failed.message}`), info);
}
