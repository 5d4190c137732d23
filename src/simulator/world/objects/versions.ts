// The versions of all keys of a bucket, in the order of S3's lists: by key, and of a key the newest first.
import { firstIndex } from '../firstIndex.ts';
import { compareKeys } from './keyOrder.ts';
import type { Version } from './records.ts';

export class Versions {
  /** Of a key the oldest first, so that a new version costs the same, however many there are. */
  readonly #byKey = new Map<string, Version[]>();
  /** In order. */
  readonly #keys: string[] = [];

  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  /** Of all keys, in no order. */
  *all(): Generator<Version> {
    for (const versions of this.#byKey.values()) yield* versions;
  }

  /** The versions of the key, newest first. */
  of(key: string): readonly Version[] {
    return this.#byKey.get(key)?.toReversed() ?? [];
  }

  /** The current version of the key: an object, or the marker of its deletion. */
  latest(key: string): Version | undefined {
    return this.#byKey.get(key)?.at(-1);
  }

  find(key: string, versionId: string): Version | undefined {
    return this.#byKey.get(key)?.findLast((version) => version.versionId === versionId);
  }

  /** Adds the current version of its key. */
  add(version: Version): void {
    const known = this.#byKey.get(version.key);
    if (known) known.push(version);
    else {
      this.#byKey.set(version.key, [version]);
      this.#keys.splice(this.#indexFrom(version.key), 0, version.key);
    }
  }

  remove(version: Version): void {
    const { key } = version;
    const known = this.#byKey.get(key);
    const at = known?.lastIndexOf(version) ?? -1;
    if (!known || at < 0) return;
    known.splice(at, 1);
    if (known.length === 0 && this.#byKey.delete(key)) this.#keys.splice(this.#indexFrom(key), 1);
  }

  /** The first key that is not before `from`. */
  keyFrom(from: string): string | undefined {
    return this.#keys[this.#indexFrom(from)];
  }

  /** The first key behind the key, which need not exist. */
  keyAfter(key: string): string | undefined {
    const index = this.#indexFrom(key);
    return this.#keys[this.#keys[index] === key ? index + 1 : index];
  }

  /** The first key behind all keys with the prefix. */
  keyBehind(prefix: string): string | undefined {
    const start = this.#indexFrom(prefix);
    return this.#keys[firstIndex(start, this.#keys.length, (at) => !this.#keys[at]?.startsWith(prefix))];
  }

  #indexFrom(from: string): number {
    return firstIndex(0, this.#keys.length, (at) => compareKeys(this.#keys[at] ?? '', from) >= 0);
  }
}
