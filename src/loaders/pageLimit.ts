// How many pages of AWS's lists an operation may read, over all its lists together: MAX_AWS_CALLS. Other calls count too. A
// list that never ends thus costs an operation no more than it may spend, however many fields read such a list.
import type { AwsUsage } from '../aws/client/awsSession.ts';
import { ServiceUnavailableError } from '../core/errors.ts';

export class PageLimit {
  /** Calls in flight are not part of the usage yet. */
  #taken = 0;

  constructor(
    readonly maxCalls: number,
    readonly usage: Pick<AwsUsage, 'calls'>,
  ) {}

  /** Takes a page; false if none is left. */
  readonly tryTake = (): boolean => {
    if (Math.max(this.#taken, this.usage.calls) >= this.maxCalls) return false;
    this.#taken += 1;
    return true;
  };

  /** Takes a page; throws if none is left. */
  take(): void {
    if (this.tryTake()) return;
    throw new ServiceUnavailableError(
      `The operation has made the ${this.maxCalls} AWS calls that it may make (MAX_AWS_CALLS): the rest of a list was not read.`,
    );
  }
}
