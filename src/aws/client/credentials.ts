// Credentials that change. They are requested once for all calls that need them at the same moment, cached until shortly
// before they expire, and renewed when AWS reports that they are outdated. A request that takes too long fails its callers,
// and its result is still used when it arrives, unless a later request has succeeded.
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { type Clock, steadyClock, systemClock } from '../../core/clock.ts';
import { createOutageLog, type OutageLog, type OutageLogger } from '../../core/createOutageLog.ts';
import { type GatewayError, ServiceUnavailableError } from '../../core/errors.ts';
import { CredentialChainError } from './credentialChainError.ts';
import { translateError } from './translateError.ts';

export interface CredentialsOptions {
  provider: AwsCredentialIdentityProvider;
  /** Whose they are, for the log. */
  owner: string;
  /** Milliseconds that a caller waits for them. */
  timeout: number;
  log: OutageLogger;
  /** The time in which they expire. */
  clock?: Clock;
  /** Monotonic time, for pauses and timeouts. */
  steady?: Clock;
}

/** Milliseconds before their expiration at which they are renewed, as in the SDK. */
const renewAhead = 300_000;

/** Milliseconds before their expiration at which calls wait for the renewal: they could expire in flight. */
const waitAhead = 60_000;

/** Milliseconds in which a failure is returned to all, without another request. */
const failurePause = { withoutValid: 1_000, whileValid: 10_000 };

/** Milliseconds in which another renewal would return the same, and cost a call of STS for each caller. */
const renewalPause = 5_000;

/** Milliseconds after which a request counts as lost, and another one is made. */
const abandonAfter = 60_000;

const messages = {
  failed: 'AWS credentials could not be renewed',
  recovered: 'AWS credentials are available again',
};

export class Credentials {
  readonly #options: Required<CredentialsOptions>;
  #known: AwsCredentialIdentity | undefined;
  #pending: { result: Promise<AwsCredentialIdentity>; since: number } | undefined;
  #generation = 0;
  /** The requests so far, and the number of the last one that has succeeded. */
  #requests = 0;
  #succeeded = 0;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #failure: { error: GatewayError; at: number } | undefined;
  readonly #outage: OutageLog;

  constructor(options: CredentialsOptions) {
    this.#options = { clock: systemClock, steady: steadyClock, ...options };
    const { log, steady } = this.#options;
    this.#outage = createOutageLog(log, messages, steady);
  }

  /** The provider for the SDK's clients. */
  readonly provide: AwsCredentialIdentityProvider = Object.assign(
    async () => {
      const left = this.#timeLeft();
      if (this.#known && left > renewAhead) return this.#known;
      if (this.#known && left > waitAhead) {
        if (!this.#isLoading()) void this.#request(false);
        return this.#known;
      }
      return this.#request(false).catch((error: unknown) => {
        // Until they expire, they are better than none.
        if (this.#known && this.#timeLeft() > 0) return this.#known;
        throw error;
      });
    },
    // Otherwise each client would cache a copy of its own.
    { memoized: true },
  );

  /** Loads them before a call is sent: without credentials it was then certainly not sent. */
  async ready(): Promise<void> {
    await this.provide();
  }

  /** Counts the renewals: shows whether a call was signed with the present credentials. */
  get generation(): number {
    return this.#generation;
  }

  /** After AWS reported those of a generation as outdated. True if there are newer ones. */
  async renew(generation: number): Promise<boolean> {
    if (generation !== this.#generation) return true;
    const now = this.#options.steady.now();
    if (!this.#pending) {
      if (now - this.#renewedAt < renewalPause) return false;
      this.#renewedAt = now;
    }
    await this.#request(true).catch(() => undefined);
    return generation !== this.#generation;
  }

  /** Milliseconds until they expire. */
  #timeLeft(): number {
    if (!this.#known) return 0;
    const { expiration } = this.#known;
    return expiration === undefined ? Number.POSITIVE_INFINITY : expiration.getTime() - this.#options.clock.now();
  }

  #isLoading(): boolean {
    return this.#pending !== undefined && this.#options.steady.now() - this.#pending.since < abandonAfter;
  }

  /** Waits for the request in flight, or makes one. The rejection may be left unhandled: it is logged. */
  #request(isRenewal: boolean): Promise<AwsCredentialIdentity> {
    const { steady, timeout } = this.#options;
    const now = steady.now();
    const pause = this.#timeLeft() > 0 ? failurePause.whileValid : failurePause.withoutValid;
    const isFailureRecent = this.#failure !== undefined && now - this.#failure.at < pause;
    const isWaiting = this.#pending !== undefined && now - this.#pending.since < timeout;
    const answer =
      this.#failure && isFailureRecent && !isWaiting
        ? Promise.reject(this.#failure.error)
        : this.#inTime(this.#load(isRenewal, now));
    answer.catch(() => undefined);
    return answer;
  }

  /** The result in time, or a rejection. */
  async #inTime(result: Promise<AwsCredentialIdentity>): Promise<AwsCredentialIdentity> {
    const { steady, timeout } = this.#options;
    let cancel = () => {};
    const late = new Promise<never>((_, reject) => {
      cancel = steady.after(timeout, () => reject(this.#fail(timeoutError(timeout))));
    });
    try {
      return await Promise.race([result, late]);
    } finally {
      cancel();
    }
  }

  #load(isRenewal: boolean, now: number): Promise<AwsCredentialIdentity> {
    if (this.#pending && this.#isLoading()) return this.#pending.result;
    this.#requests += 1;
    const number = this.#requests;
    const result = this.#options
      .provider(isRenewal ? { forceRefresh: true } : {})
      .then(
        (known) => this.#succeed(known, number),
        (error: unknown) => {
          if (this.#known && number < this.#succeeded) return this.#known;
          throw this.#fail(credentialsError(error));
        },
      )
      .finally(() => {
        if (this.#pending?.result === result) this.#pending = undefined;
      });
    result.catch(() => undefined);
    this.#pending = { result, since: now };
    return result;
  }

  /** Those of a request that counted as lost can be older than the present ones. */
  #succeed(known: AwsCredentialIdentity, number: number): AwsCredentialIdentity {
    if (this.#known && number < this.#succeeded) return this.#known;
    this.#succeeded = number;
    this.#outage.recovered({ owner: this.#options.owner });
    this.#failure = undefined;
    this.#known = known;
    this.#generation += 1;
    return known;
  }

  /** Logs the failure, unless there were never any: the caller that requests the first ones reports it. */
  #fail(error: GatewayError): GatewayError {
    const { owner, steady } = this.#options;
    this.#failure = { error, at: steady.now() };
    if (this.#known) this.#outage.failed({ owner, err: error.cause ?? error, expiresAt: this.#known.expiration });
    return error;
  }
}

const timeoutError = (timeout: number): GatewayError => {
  const error = new ServiceUnavailableError(
    "The gateway's AWS credentials did not arrive in time.",
    undefined,
    'DEADLINE_EXCEEDED',
  );
  error.cause = new Error(`no credentials within ${timeout} ms`);
  return error;
};

/** Callers learn neither the source nor the owner of the credentials. The cause is for the log of the operator. */
function credentialsError(error: unknown): GatewayError {
  const origin = error instanceof CredentialChainError ? error.cause : error;
  const { code, awsCode, awsRequestId }: GatewayError = translateError(origin);
  const aws = { awsCode, awsRequestId };
  const isFileMissing = (origin as NodeJS.ErrnoException).syscall === 'open';
  const isTemporary = code === 'SERVICE_UNAVAILABLE' || code === 'DEADLINE_EXCEEDED' || code === 'THROTTLED';
  const translated =
    isTemporary && !isFileMissing
      ? new ServiceUnavailableError('The gateway could not get its AWS credentials.', aws)
      : new ServiceUnavailableError('The gateway has no AWS credentials for this.', aws, 'GATEWAY_CREDENTIALS');
  translated.cause = error;
  return translated;
}
