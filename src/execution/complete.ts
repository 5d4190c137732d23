// What all completions are: the last step of a field, from what its resolver returned to what the result has.
import type { ResponsePath } from 'graphql';
import type { ResolveInfo } from './resolveInfo.ts';

/** Completes the value of a field or of an item of its list. `path` is that of an item; the field's own if omitted. */
export type Complete = (info: ResolveInfo, value: unknown, path?: ResponsePath) => unknown;
