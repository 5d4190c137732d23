// Which failed calls the SDK may send again. Reads: what the SDK thinks transient, but not LimitExceededException, which
// is a quota and costs 1.7 s of useless waiting. Starts: none, because InitiateJob has no idempotency token and every
// repeat of an executed one is another paid job; who starts must know of each try.
import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';

const maxAttempts = 3;

/** Connection failures that happen before any byte of the request has left. */
export const neverSent: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

const nameOf = (info: RetryErrorInfo): string => String((info.error as { name?: unknown } | undefined)?.name);

class Retry extends StandardRetryStrategy {
  readonly #may: (info: RetryErrorInfo) => boolean;

  constructor(may: (info: RetryErrorInfo) => boolean) {
    super(maxAttempts);
    this.#may = may;
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    info: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    if (!this.#may(info)) throw new Error('not to be sent again');
    return super.refreshRetryTokenForRetry(token, info);
  }
}

const isQuota = (info: RetryErrorInfo) => nameOf(info) === 'LimitExceededException';

export const createReadRetry = () => new Retry((info) => !isQuota(info));

export const createStartRetry = () => new StandardRetryStrategy(1);
