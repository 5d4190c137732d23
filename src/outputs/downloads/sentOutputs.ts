// What clients were sent of outputs by downloads that were interrupted, as hashes. A client that resumes goes on from there, and
// so does the hash: the resumed download ends like a complete one, correct or cut.
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import { type GlacierJobKey, glacierJobKey } from '../../core/location.ts';
import type { OutputCheck, SentPrefix } from './outputCheck.ts';
import type { TreeCheckpoint } from './treeHasher.ts';

/** Where the hash of a resumed download begins, and what its bytes have to agree with. */
export interface ResumePoint {
  readonly checkpoint: TreeCheckpoint;
  /** By length. */
  readonly prefixes: readonly SentPrefix[];
}

export interface SentOutputs {
  /** A download from the start of the output has begun. The result ends it; if it was interrupted, it is remembered. */
  track(job: GlacierJobKey, check: OutputCheck): (isInterrupted: boolean) => void;
  /** For a client that has so many bytes; null if it was not sent them here, or too long before it was interrupted. */
  resumeAt(job: GlacierJobKey, bytes: number): ResumePoint | null;
  /** Something of it was wrong: whoever has a part of the output has to begin anew. */
  forget(job: GlacierJobKey): void;
}

/** Of one output: those of several clients, and of one that was interrupted again and again. */
const maxPrefixes = 8;
/** In milliseconds. AWS guarantees an output for a day. */
const keptFor = 24 * 3_600_000;

export function createSentOutputs(): SentOutputs {
  const interrupted = new ByteCache<readonly SentPrefix[]>(cacheBytes.sentOutputs, { ttl: keptFor });
  /** A client can resume before its disconnection is noticed. */
  const active = new Map<string, Set<OutputCheck>>();
  return {
    track: (job, check) => {
      const key = glacierJobKey(job);
      const checks = active.get(key) ?? new Set();
      active.set(key, checks.add(check));
      return (isInterrupted) => {
        checks.delete(check);
        if (checks.size === 0) active.delete(key);
        if (isInterrupted && check.agrees)
          interrupted.set(key, [...(interrupted.get(key) ?? []), check.prefix].slice(-maxPrefixes));
      };
    },
    resumeAt: (job, bytes) => {
      const key = glacierJobKey(job);
      const sending = [...(active.get(key) ?? [])].filter(({ agrees }) => agrees).map(({ prefix }) => prefix);
      const prefixes = [...(interrupted.get(key) ?? []), ...sending].filter(({ length }) => length >= bytes);
      const [checkpoint] = prefixes
        .flatMap(({ checkpoints }) => checkpoints)
        .filter((each) => each.bytes <= bytes)
        .sort((a, b) => b.bytes - a.bytes);
      return checkpoint ? { checkpoint, prefixes: prefixes.sort((a, b) => a.length - b.length) } : null;
    },
    forget: (job) => void interrupted.delete(glacierJobKey(job)),
  };
}
