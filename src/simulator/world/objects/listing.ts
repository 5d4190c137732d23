// A walk through the versions of a bucket in the order of S3's lists. With a delimiter, keys that have it behind the prefix are
// one entry: their common prefix.
import { compareKeys } from './keyOrder.ts';
import type { Version } from './records.ts';
import type { Versions } from './versions.ts';

export type ListEntry = { kind: 'version'; version: Version } | { kind: 'prefix'; prefix: string };

/** The key or the common prefix. */
export const positionOf = (entry: ListEntry): string => (entry.kind === 'prefix' ? entry.prefix : entry.version.key);

export interface ListQuery {
  /** Default: all keys. */
  prefix?: string;
  /** Default: no common prefixes. */
  delimiter?: string;
  /** Only keys behind this one. */
  after?: string;
  /** Whether a common prefix that `after` lies in counts as listed before. */
  skipsPrefixOfAfter?: boolean;
  /** Which versions of a key are listed. */
  pick: (versions: readonly Version[]) => readonly Version[];
}

export function* listEntries(versions: Versions, query: ListQuery): Generator<ListEntry> {
  const { prefix = '', delimiter = '', pick } = query;
  let key = firstKey(versions, query);
  while (key?.startsWith(prefix)) {
    const common = commonPrefix(key, prefix, delimiter);
    if (common === undefined) {
      for (const version of pick(versions.of(key))) yield { kind: 'version', version };
      key = versions.keyAfter(key);
    } else {
      // A common prefix whose objects are all deleted is not listed.
      while (key?.startsWith(common) && pick(versions.of(key)).length === 0) key = versions.keyAfter(key);
      if (!key?.startsWith(common)) continue;
      yield { kind: 'prefix', prefix: common };
      key = versions.keyBehind(common);
    }
  }
}

function firstKey(versions: Versions, query: ListQuery): string | undefined {
  const { prefix = '', delimiter = '', after, skipsPrefixOfAfter } = query;
  const first = versions.keyFrom(prefix);
  if (after === undefined) return first;
  const common = skipsPrefixOfAfter ? commonPrefix(after, prefix, delimiter) : undefined;
  const next = common === undefined ? versions.keyAfter(after) : versions.keyBehind(common);
  if (first === undefined || next === undefined) return next;
  return compareKeys(first, next) > 0 ? first : next;
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** The current object of each key. */
export const currentObjects = (versions: readonly Version[]): readonly Version[] =>
  versions[0]?.kind === 'object' ? [versions[0]] : [];
