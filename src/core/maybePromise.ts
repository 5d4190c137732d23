// Steps that wait only if they must. A promise costs more than a small step, so a step returns one only if something
// asynchronous is in its way: Redis, the issuer of a token, a queue, AWS.

export type MaybePromise<T> = T | Promise<T>;

export const isPromise = <T>(value: MaybePromise<T>): value is Promise<T> => value instanceof Promise;

/** The next step, now or when the one before is done. */
export const andThen = <T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> =>
  isPromise(value) ? value.then(next) : next(value);

/** All values, in their order. */
export const allOf = <T>(values: readonly MaybePromise<T>[]): MaybePromise<T[]> =>
  values.some(isPromise) ? Promise.all(values) : (values as T[]);

/** A step whose errors have a result, whether it throws them or rejects with them. */
export function recover<T, R>(step: () => MaybePromise<T>, resultOf: (error: unknown) => R): MaybePromise<T | R> {
  try {
    const value = step();
    return isPromise(value) ? value.catch(resultOf) : value;
  } catch (error) {
    return resultOf(error);
  }
}

/** Calls one of the two with what a step results in. */
export function settle<T>(
  step: () => MaybePromise<T>,
  onValue: (value: T) => void,
  onError: (error: unknown) => void,
): void {
  let value: MaybePromise<T>;
  try {
    value = step();
  } catch (error) {
    onError(error);
    return;
  }
  if (isPromise(value)) value.then(onValue, onError);
  else onValue(value);
}
