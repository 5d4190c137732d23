// How many pages of AWS's lists an operation may read, over all its lists together: MAX_AWS_CALLS. Other calls count too. A
// list that never ends thus costs an operation no more than it may spend, however many fields read such a list.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { ServiceUnavailableError } from '../core/errors.ts';

export class PageLimit {
  /** Those that are not sent yet are not part of the usage. */
  #taken = 0;

  constructor(
    readonly maxCalls: number,
    readonly aws: Pick<AwsSession, 'usage' | 'sentPages'>,
  ) {}

  /** Takes a page; false if none is left. */
  readonly tryTake = (): boolean => {
    const { usage, sentPages } = this.aws;
    if (Math.max(this.#taken, sentPages) + usage.calls - sentPages >= this.maxCalls) return false;
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
