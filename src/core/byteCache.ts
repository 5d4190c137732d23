// A cache by text that is limited by the memory that it takes, whatever callers put into it. What was used longest ago is
// dropped first. docs/limits.md lists all of them.
import { LRUCache } from 'lru-cache';
import { estimateBytes } from './estimateBytes.ts';

/** What the cache itself needs for an entry, measured: a place in a Map and in six arrays. */
const entryBytes = 128;

export interface ByteCacheOptions<Value extends {}>
  extends Pick<
    LRUCache.Options<string, Value, unknown>,
    'ttl' | 'ttlAutopurge' | 'ttlResolution' | 'perf' | 'dispose'
  > {
  /** If omitted, estimated from the structure of the value. Closures hide theirs. */
  bytesOf?: (value: Value) => number;
}

export class ByteCache<Value extends {}> extends LRUCache<string, Value> {
  /** A value that exceeds the limit by itself is not kept. */
  constructor(maxBytes: number, { bytesOf = estimateBytes, ...options }: ByteCacheOptions<Value> = {}) {
    super({
      ...options,
      maxSize: maxBytes,
      sizeCalculation: (value, key) => entryBytes + estimateBytes(key) + bytesOf(value),
    });
  }
}
