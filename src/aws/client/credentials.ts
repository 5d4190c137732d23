// Credentials that change. They are requested once for all calls that need them at the same moment, cached until shortly
// before they expire, and renewed when AWS reports that they are outdated. A provider that hangs is replaced.
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { type Clock, deadline, steadyClock, systemClock } from '../../core/clock.ts';
import { type GatewayError, ServiceUnavailableError } from '../../core/errors.ts';
import { translateError } from './translateError.ts';

export interface CredentialsOptions {
  /** Creates a provider; one that hung is not used again. */
  provider: () => AwsCredentialIdentityProvider;
  /** Milliseconds for one request to it; by default less than the timeout of a call. */
  timeout?: number;
  /** Real time; tests control it. */
  clock?: Clock;
}

const defaultTimeout = 4_000;

/** Milliseconds before their expiration at which they are renewed, as in the SDK. */
const renewAhead = 300_000;

/** Milliseconds in which a failure is returned to all, without another request. */
const failurePause = 1_000;

/** Milliseconds in which another renewal would return the same, and cost a call of STS for each caller. */
const renewalPause = 5_000;

export class Credentials {
  readonly #options: CredentialsOptions;
  #provider: AwsCredentialIdentityProvider;
  #known: AwsCredentialIdentity | undefined;
  #pending: Promise<AwsCredentialIdentity> | undefined;
  #generation = 0;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #failure: { error: GatewayError; at: number } | undefined;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.#provider = options.provider();
  }

  /** The provider for the SDK's clients. */
  readonly provide: AwsCredentialIdentityProvider = Object.assign(
    async () => (this.#known && !this.#expiresSoon(this.#known) ? this.#known : this.#request(false)),
    // Otherwise each client would cache a copy of its own.
    { memoized: true },
  );

  /** Loads them before a call is sent: without credentials it was then certainly not sent. */
  async ready(): Promise<void> {
    if (!this.#known || this.#expiresSoon(this.#known)) await this.provide();
  }

  /** Counts the renewals: shows whether a call was signed with the present credentials. */
  get generation(): number {
    return this.#generation;
  }

  /** After AWS reported those of a generation as outdated. True if there are newer ones. */
  async renew(generation: number): Promise<boolean> {
    if (generation !== this.#generation) return true;
    const { clock = steadyClock } = this.#options;
    if (!this.#pending) {
      if (clock.now() - this.#renewedAt < renewalPause) return false;
      this.#renewedAt = clock.now();
    }
    await this.#request(true).catch(() => undefined);
    return generation !== this.#generation;
  }

  #expiresSoon({ expiration }: AwsCredentialIdentity): boolean {
    return expiration !== undefined && expiration.getTime() - systemClock.now() < renewAhead;
  }

  #request(isRenewal: boolean): Promise<AwsCredentialIdentity> {
    this.#pending ??= this.#load(isRenewal).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #load(isRenewal: boolean): Promise<AwsCredentialIdentity> {
    const { timeout = defaultTimeout, provider, clock = steadyClock } = this.#options;
    if (this.#failure && clock.now() - this.#failure.at < failurePause) throw this.#failure.error;
    const timedOut = deadline(timeout);
    try {
      const loaded = this.#provider(isRenewal ? { forceRefresh: true } : {});
      const known = await Promise.race([loaded, rejection(timedOut)]);
      this.#known = known;
      this.#generation += 1;
      return known;
    } catch (error) {
      if (timedOut.aborted) this.#provider = provider();
      // Until they expire, they are better than none.
      if (!isRenewal && this.#known?.expiration && this.#known.expiration.getTime() > systemClock.now())
        return this.#known;
      this.#failure = { error: timedOut.aborted ? timeoutError() : credentialsError(error), at: clock.now() };
      throw this.#failure.error;
    }
  }
}

const rejection = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

const timeoutError = () =>
  new ServiceUnavailableError("The gateway's AWS credentials did not arrive in time.", undefined, 'DEADLINE_EXCEEDED');

/** Callers learn neither the source nor the owner of the credentials. */
function credentialsError(error: unknown): GatewayError {
  const { code, awsCode, awsRequestId }: GatewayError = translateError(error);
  const aws = { awsCode, awsRequestId };
  const isTemporary = code === 'SERVICE_UNAVAILABLE' || code === 'DEADLINE_EXCEEDED' || code === 'THROTTLED';
  const translated = isTemporary
    ? new ServiceUnavailableError('The gateway could not get its AWS credentials.', aws)
    : new ServiceUnavailableError('The gateway has no AWS credentials for this.', aws, 'GATEWAY_CREDENTIALS');
  // For the log of the operator.
  translated.cause = error;
  return translated;
}
