// The execution of the fields of one object, all at once or, for mutations, one after another. Promises are chained in the same
// way as by graphql-js, because the order of errors, and which of them are dropped, depends on it.
import type { ResponsePath } from 'graphql';
import { isPromise } from './isPromise.ts';
import type { Selection } from './plan.ts';
import type { ResultObject } from './resultObject.ts';
import type { Run } from './run.ts';

const itself = (result: ResultObject): ResultObject => result;

export function executeSelection(
  run: Run,
  selection: Selection,
  source: unknown,
  path: ResponsePath | undefined,
): ResultObject | PromiseLike<ResultObject>;
/** `finish` makes what the selection results in of its object. */
export function executeSelection<Result>(
  run: Run,
  selection: Selection,
  source: unknown,
  path: ResponsePath | undefined,
  finish: (result: ResultObject) => Result,
): Result | PromiseLike<Result>;
export function executeSelection(
  run: Run,
  { fields, Result }: Selection,
  source: unknown,
  path: ResponsePath | undefined,
  finish: (result: ResultObject) => unknown = itself,
): unknown {
  const result = new Result();
  run.work += fields.length;
  let pending: Pending | undefined;
  try {
    for (const field of fields) {
      const value = field.execute(run, source, path);
      result[field.key] = value;
      if (!isPromise(value)) continue;
      pending ??= { keys: [], values: [] };
      pending.keys.push(field.key);
      pending.values.push(value);
    }
  } catch (error) {
    if (!pending) throw error;
    // The others are waited for, because they may fail too.
    return settled(result, pending, finish).finally(() => {
      throw error;
    });
  }
  return pending ? settled(result, pending, finish) : finish(result);
}

/** Fields whose values are not there yet. */
interface Pending {
  keys: string[];
  values: PromiseLike<unknown>[];
}

const settled = (
  result: ResultObject,
  { keys, values }: Pending,
  finish: (result: ResultObject) => unknown,
): Promise<unknown> =>
  Promise.all(values).then((resolved) => {
    for (const [index, key] of keys.entries()) result[key] = resolved[index];
    return finish(result);
  });

/** The fields of a mutation: each begins when the one before has ended. */
export function executeSerially(
  run: Run,
  { fields, Result }: Selection,
  source: unknown,
): ResultObject | PromiseLike<ResultObject> {
  const result = new Result();
  let last: ResultObject | PromiseLike<ResultObject> = result;
  for (const field of fields) {
    const next = (): ResultObject | PromiseLike<ResultObject> => {
      const value = field.execute(run, source, undefined);
      const keep = (resolved: unknown): ResultObject => {
        result[field.key] = resolved;
        return result;
      };
      return isPromise(value) ? value.then(keep) : keep(value);
    };
    last = isPromise(last) ? last.then(next) : next();
  }
  return last;
}
