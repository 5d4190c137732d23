// The errors of one execution, as graphql-js collects them: an error below a position that is null already is dropped.
import type { GraphQLError, ResponsePath } from 'graphql';

export class CollectedErrors {
  readonly list: GraphQLError[] = [];
  /** How many there were, with those that were dropped. */
  seen = 0;
  readonly #positions = new Set<ResponsePath | undefined>();

  /** `path` is the position that becomes null; undefined for the whole data. */
  add(error: GraphQLError, path: ResponsePath | undefined): void {
    this.seen += 1;
    if (this.list.length > 0 && this.#isNull(path)) return;
    this.#positions.add(path);
    this.list.push(error);
  }

  #isNull(path: ResponsePath | undefined): boolean {
    for (let at = path; at; at = at.prev) if (this.#positions.has(at)) return true;
    return this.#positions.has(undefined);
  }
}
