// One execution: what its fields share.
import type { ResponsePath } from 'graphql';
import { CollectedErrors } from './collectedErrors.ts';
import type { PlannedOperation } from './plannedOperation.ts';

export interface RunOptions {
  rootValue: unknown;
  contextValue: unknown;
  /** Coerced. */
  variableValues: Record<string, unknown>;
  /** Resolves when the next part of a long list may be completed. */
  takeTurn: (() => Promise<void>) | undefined;
}

/** Between two turns: one to a few milliseconds of work. */
const fieldsPerTurn = 1_000;

export class Run {
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly variableValues: Record<string, unknown>;
  readonly #takeTurn: (() => Promise<void>) | undefined;
  readonly errors = new CollectedErrors();
  /** The fields completed since the last turn. */
  work = 0;
  /** Whether a part of the result is RawJson. */
  hasRawJson = false;

  constructor(
    readonly planned: PlannedOperation,
    { rootValue, contextValue, variableValues, takeTurn }: RunOptions,
  ) {
    this.rootValue = rootValue;
    this.contextValue = contextValue;
    this.variableValues = variableValues;
    this.#takeTurn = takeTurn;
  }

  /** Whether a long list must let others run before its next item. */
  get isTurnDue(): boolean {
    return this.work >= fieldsPerTurn && this.#takeTurn !== undefined;
  }

  /** Continues a long list in the next turn. */
  async inTurn<T>(next: () => T | PromiseLike<T>): Promise<T> {
    await this.#takeTurn?.();
    this.work = 0;
    return next();
  }
}

export const pathTo = (prev: ResponsePath | undefined, key: string | number, typename?: string): ResponsePath => ({
  prev,
  key,
  typename,
});
