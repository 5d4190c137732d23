// Lists of an account that cannot use Glacier vaults: empty, with NO_LONGER_SUPPORTED among the errors. The list is
// non-null, so failing it would discard the rest of a query over several accounts.
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../../context.ts';
import { NoLongerSupportedError } from '../../core/errors.ts';

export async function emptyWhenClosed<T>(
  ctx: Context,
  info: GraphQLResolveInfo,
  empty: T,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof NoLongerSupportedError)) throw error;
    ctx.report(error, info);
    return empty;
  }
}
