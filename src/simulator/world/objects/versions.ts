// The versions of all keys of a bucket, in the order of S3's lists: by key, and of a key the newest first.
import type { Version } from './records.ts';
import { SortedKeys } from './sortedKeys.ts';

/** The id of a version that was written without versioning. */
export const NULL = 'null';

export class Versions {
  /** Of a key the oldest first, so that a new version costs the same, however many there are. Mostly there is one, without a list. */
  readonly #filledByKey = new Map<string, Version | Version[]>();
  readonly #filledKeys = new SortedKeys();
  #fill: (() => void) | undefined;

  /** Puts the first versions into the bucket when it is first used: what nobody uses takes no memory. */
  fillLater(fill: () => void): void {
    this.#fill = fill;
  }

  get #byKey(): Map<string, Version | Version[]> {
    this.#fillNow();
    return this.#filledByKey;
  }

  get #keys(): SortedKeys {
    this.#fillNow();
    return this.#filledKeys;
  }

  #fillNow(): void {
    const fill = this.#fill;
    if (!fill) return;
    this.#fill = undefined;
    try {
      fill();
    } catch (error) {
      // The memory is full: half a bucket must not look like a whole one.
      this.#fill = fill;
      throw error;
    }
  }

  get isEmpty(): boolean {
    return this.#keys.isEmpty;
  }

  /** Of all keys, in no order. */
  *all(): Generator<Version> {
    for (const versions of this.#byKey.values()) yield* listOf(versions);
  }

  /** The versions of the key, newest first. */
  of(key: string): readonly Version[] {
    return listOf(this.#byKey.get(key)).toReversed();
  }

  /** The current version of the key: an object, or the marker of its deletion. */
  latest(key: string): Version | undefined {
    const known = this.#byKey.get(key);
    return Array.isArray(known) ? known.at(-1) : known;
  }

  find(key: string, versionId: string): Version | undefined {
    return listOf(this.#byKey.get(key)).findLast((version) => version.versionId === versionId);
  }

  /** Adds the current version of its key. Returns the one that it replaces: only one version of a key has the id null. */
  add(version: Version): Version | undefined {
    const known = listOf(this.#byKey.get(version.key));
    if (known.length === 0) {
      this.#byKey.set(version.key, version);
      this.#keys.add(version.key);
      return undefined;
    }
    const at = version.versionId === NULL ? known.findLastIndex(({ versionId }) => versionId === NULL) : -1;
    const [replaced] = at < 0 ? [] : known.splice(at, 1);
    known.push(version);
    this.#byKey.set(version.key, known);
    return replaced;
  }

  remove(version: Version): void {
    const { key } = version;
    const known = listOf(this.#byKey.get(key));
    const at = known.lastIndexOf(version);
    if (at < 0) return;
    known.splice(at, 1);
    if (known.length > 0) this.#byKey.set(key, known);
    else if (this.#byKey.delete(key)) this.#keys.remove(key);
  }

  /** The first key that is not before `from`. */
  keyFrom(from: string): string | undefined {
    return this.#keys.from(from);
  }

  /** The first key behind the key, which need not exist. */
  keyAfter(key: string): string | undefined {
    return this.#keys.after(key);
  }

  /** The first key behind all keys with the prefix. */
  keyBehind(prefix: string): string | undefined {
    return this.#keys.behind(prefix);
  }
}

/** A list of its own for a single version. */
const listOf = (versions: Version | Version[] = []): Version[] => (Array.isArray(versions) ? versions : [versions]);
