// Credentials that change: asked for once for all who need them at the same moment, kept until shortly before they expire,
// and asked for anew when AWS says that they are outdated. A provider that hangs is given up, and so is its memory.
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { type Clock, deadline, steadyClock, systemClock } from '../../core/clock.ts';
import { ForbiddenError, type GatewayError, ServiceUnavailableError } from '../../core/errors.ts';
import { translateError } from './translateError.ts';

export interface CredentialsOptions {
  /** Makes a provider; one that hung is not asked again. */
  provider: () => AwsCredentialIdentityProvider;
  /** Milliseconds for one answer of it; less than a call may take, unless given. */
  timeout?: number;
  /** Of real time: tests move it. */
  clock?: Clock;
}

const defaultTimeout = 4_000;

/** Milliseconds before their end in which they are renewed, as the SDK does. */
const ahead = 300_000;

/** Milliseconds in which a failure is told to all who ask, without asking again. */
const failurePause = 1_000;

/** Milliseconds in which another renewal would bring the same, and cost a call of STS for each caller. */
const renewalPause = 5_000;

export class Credentials {
  readonly #options: CredentialsOptions;
  #provider: AwsCredentialIdentityProvider;
  #known: AwsCredentialIdentity | undefined;
  #asking: Promise<AwsCredentialIdentity> | undefined;
  #generation = 0;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #failure: { error: GatewayError; at: number } | undefined;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.#provider = options.provider();
  }

  /** What the SDK's clients are given. */
  readonly provide: AwsCredentialIdentityProvider = Object.assign(
    async () => (this.#known && !this.#endsSoon(this.#known) ? this.#known : this.#ask(false)),
    // Otherwise each client would keep a copy of its own.
    { memoized: true },
  );

  /** Gets them before a call leaves, so that one whose credentials do not come was certainly not sent. */
  async ready(): Promise<void> {
    if (!this.#known || this.#endsSoon(this.#known)) await this.provide();
  }

  /** Rises with each answer: tells whether a call was signed with what is known now. */
  get generation(): number {
    return this.#generation;
  }

  /** After AWS called those of a generation outdated; true where there are others now. */
  async renew(generation: number): Promise<boolean> {
    if (generation !== this.#generation) return true;
    const { clock = steadyClock } = this.#options;
    if (!this.#asking) {
      if (clock.now() - this.#renewedAt < renewalPause) return false;
      this.#renewedAt = clock.now();
    }
    await this.#ask(true).catch(() => undefined);
    return generation !== this.#generation;
  }

  #endsSoon({ expiration }: AwsCredentialIdentity): boolean {
    return expiration !== undefined && expiration.getTime() - systemClock.now() < ahead;
  }

  #ask(anew: boolean): Promise<AwsCredentialIdentity> {
    this.#asking ??= this.#answer(anew).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #answer(anew: boolean): Promise<AwsCredentialIdentity> {
    const { timeout = defaultTimeout, provider, clock = steadyClock } = this.#options;
    if (this.#failure && clock.now() - this.#failure.at < failurePause) throw this.#failure.error;
    const late = deadline(timeout);
    try {
      const answer = this.#provider(anew ? { forceRefresh: true } : {});
      const known = await Promise.race([answer, rejection(late)]);
      this.#known = known;
      this.#generation += 1;
      return known;
    } catch (error) {
      if (late.aborted) this.#provider = provider();
      // Until their very end they are better than none.
      if (!anew && this.#known?.expiration && this.#known.expiration.getTime() > systemClock.now()) return this.#known;
      this.#failure = { error: late.aborted ? hangs() : withoutCredentials(error), at: clock.now() };
      throw this.#failure.error;
    }
  }
}

const rejection = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

const hangs = () =>
  new ServiceUnavailableError("The gateway's AWS credentials did not come in time.", undefined, 'DEADLINE_EXCEEDED');

/** Neither where they come from nor whose they are is a caller's business. */
function withoutCredentials(error: unknown): GatewayError {
  const { code, awsCode, awsRequestId }: GatewayError = translateError(error);
  const aws = { awsCode, awsRequestId };
  return code === 'SERVICE_UNAVAILABLE' || code === 'DEADLINE_EXCEEDED' || code === 'THROTTLED'
    ? new ServiceUnavailableError('The gateway could not get its AWS credentials.', aws)
    : new ForbiddenError('The gateway has no AWS credentials for this.', aws);
}
