// Completion of lists. A list whose items are there takes no promise. A long one is completed in parts, between which other
// requests get their turn, so that no execution occupies the event loop for long.
import { GraphQLError, type GraphQLObjectType, locatedError, type ResponsePath, responsePathAsArray } from 'graphql';
import type { Complete } from './complete.ts';
import { isPromise } from './isPromise.ts';
import type { ListFragments } from './listFragments.ts';
import { RawJson } from './rawJson.ts';
import type { ResolveInfo } from './resolveInfo.ts';
import { pathTo, type Run } from './run.ts';
import { stringify } from './stringifyResult.ts';
import { areRecords, writeRecords } from './writeRecords.ts';

interface ItemType {
  complete: Complete;
  /** A leaf needs its path only for an error. */
  isLeaf: boolean;
  isNonNull: boolean;
  /** The type of its objects; null if their type is found out one by one. */
  recordType: GraphQLObjectType | null;
}

export const completeList =
  (itemType: ItemType): Complete =>
  (info, value, path = info.path) => {
    if (value instanceof RawJson) {
      info.run.hasRawJson = true;
      return value;
    }
    if (!isIterable(value)) {
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${info.parentType.name}.${info.fieldName}".`,
      );
    }
    const list = new ListCompletion(itemType, info, path);
    if (!isPlainArray(value)) return list.complete(value);
    const { listFragments } = info.field;
    if (listFragments && !areRecords(value)) return completeKnown(listFragments, list, value, info.run);
    if (!itemType.recordType || !areRecords(value)) return list.completeArray(value);
    const written = writeRecords(info, itemType.recordType, value);
    const resultOf = (json: RawJson | null) => json ?? list.completeArray(value);
    return isPromise(written) ? written.then(resultOf) : resultOf(written);
  };

function completeKnown(known: ListFragments, list: ListCompletion, items: readonly unknown[], run: Run): unknown {
  const found = known.find(items);
  if (found) {
    run.hasRawJson = true;
    run.work += 1;
    return found;
  }
  const completed = list.completeArray(items);
  if (!Array.isArray(completed)) return completed;
  return known.offer(items, completed) ?? completed;
}

class ListCompletion {
  readonly #itemType: ItemType;
  readonly #info: ResolveInfo;
  readonly #path: ResponsePath;
  readonly #results: unknown[] = [];
  /** The number of results that are JSON, or become it later. */
  #written = 0;
  #isPending = false;

  constructor(itemType: ItemType, info: ResolveInfo, path: ResponsePath) {
    this.#itemType = itemType;
    this.#info = info;
    this.#path = path;
  }

  /** Continues with the first item that is not completed yet. */
  completeArray(items: readonly unknown[]): unknown {
    const { run } = this.#info;
    try {
      while (this.#results.length < items.length) {
        if (run.isTurnDue) {
          this.#ignoreRejections(items);
          this.#write();
          return run.inTurn(() => this.completeArray(items));
        }
        this.#add(items[this.#results.length]);
      }
    } catch (error) {
      throw this.#abandon(error, items);
    }
    return this.#result;
  }

  /** Until all is complete nobody waits for what is pending, and its rejection would end the process. It shows in the end. */
  #ignoreRejections(items: readonly unknown[]): void {
    if (this.#written === 0) ignoreRejections(items);
    ignoreRejections(this.#results.slice(this.#written));
  }

  /** An iterable may fail midway, after some of its items were completed. */
  complete(items: Iterable<unknown>): unknown {
    try {
      for (const item of items) this.#add(item);
    } catch (error) {
      throw this.#abandon(error);
    }
    return this.#result;
  }

  /**
   * What is completed becomes JSON before the turn ends. The JSON of a large result would else be one part, as long as many
   * turns, and all its objects would live until then.
   */
  #write(): void {
    for (; this.#written < this.#results.length; this.#written += 1) {
      const item = this.#results[this.#written];
      if (typeof item !== 'object' || item === null || isPromise(item) || item instanceof RawJson) continue;
      this.#results[this.#written] = new RawJson(stringify(item));
      this.#info.run.hasRawJson = true;
    }
  }

  get #result(): unknown {
    if (this.#isPending) return Promise.all(this.#results);
    return this.#written > 0 ? this.#bytes() : this.#results;
  }

  /** Of a list that took turns, so that its items are not joined after the last turn of the operation. */
  #bytes(): RawJson {
    this.#info.run.hasRawJson = true;
    return new RawJson(Buffer.from(stringify(this.#results)));
  }

  #add(item: unknown): void {
    const { complete, isLeaf } = this.#itemType;
    const info = this.#info;
    const index = this.#results.length;
    info.run.work += 1;
    const path = isLeaf ? undefined : pathTo(this.#path, index);
    let completed: unknown;
    try {
      completed = isPromise(item)
        ? item.then((resolved) => complete(info, resolved, path))
        : complete(info, item, path);
      if (isPromise(completed)) {
        this.#isPending = true;
        completed = completed.then(undefined, (error: unknown) => this.#fail(error, path ?? pathTo(this.#path, index)));
      }
    } catch (error) {
      completed = this.#fail(error, path ?? pathTo(this.#path, index));
    }
    this.#results.push(completed);
  }

  #fail(cause: unknown, path: ResponsePath): null {
    const error = locatedError(cause, this.#info.fieldNodes, responsePathAsArray(path));
    if (this.#itemType.isNonNull) throw error;
    this.#info.run.errors.add(error, path);
    return null;
  }

  /** The list is null. Rejections of its other items concern nobody, and would end the process if nobody handled them. */
  #abandon(error: unknown, items: readonly unknown[] = []): unknown {
    ignoreRejections(this.#results);
    ignoreRejections(items);
    return error;
  }
}

function ignoreRejections(values: readonly unknown[]): void {
  for (const each of values) if (isPromise(each)) each.then(undefined, () => {});
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && typeof (value as Iterable<unknown> | null)?.[Symbol.iterator] === 'function';

const isPlainArray = (value: Iterable<unknown>): value is unknown[] =>
  Array.isArray(value) && value[Symbol.iterator] === Array.prototype[Symbol.iterator];
