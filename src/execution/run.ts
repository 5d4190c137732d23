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

export class Run {
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly variableValues: Record<string, unknown>;
  readonly takeTurn: (() => Promise<void>) | undefined;
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
    this.takeTurn = takeTurn;
  }
}

export const pathTo = (prev: ResponsePath | undefined, key: string | number, typename?: string): ResponsePath => ({
  prev,
  key,
  typename,
});
