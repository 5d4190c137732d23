// An account that Glacier is closed to holds no vaults: a list of its things is truly empty, and says why beside the
// answer, so that the rest of a query over several accounts stands although the list is non-null.
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
