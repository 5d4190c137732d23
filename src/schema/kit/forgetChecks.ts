// Pothos keeps the results of checks in a WeakMap, by the context of the operation. Its values refer to the context. V8 follows
// them in its quick collections, so without this, all that an operation has read would be kept until a collection of the whole heap.
import { RequestCache } from '@pothos/plugin-scope-auth';
import type { Context } from '../../context.ts';

/** Called when the operation has ended. */
export const forgetChecks = (context: Context): void => RequestCache.clearForContext(context);
