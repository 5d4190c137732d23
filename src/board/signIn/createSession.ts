// What the page sends as its credentials: an API key or a token that somebody has entered, or tokens of the identity provider, which
// are renewed before they end. All of them are in memory alone: when the page is closed, they are gone.
import * as realTime from '../core/clock.ts';
import { createStore, type Store } from '../core/store.ts';
import type { IdentityProvider, Tokens } from './createIdentityProvider.ts';
import { isRefusal } from './signInFailure.ts';

/** `opening`: the page exchanges the code of the identity provider. */
export type Credentials =
  | { state: 'none' | 'opening'; key: null }
  /** Somebody must sign in. `problem`: why not as before, in words. */
  | { state: 'needed'; key: null; problem: string | null }
  | { state: 'given'; key: string };

export interface Session {
  readonly credentials: Pick<Store<Credentials>, 'get' | 'subscribe'>;
  /** What the next request is sent with. Waits for another token if the present one has ended. Null without credentials. */
  currentKey(): Promise<string | null>;
  /** The gateway has refused a request that was sent with this key. */
  refuse(key: string | null): void;
  /** Uses an API key or a token that somebody has entered. */
  enter(key: string): void;
  /** Uses the tokens of the identity provider as soon as they are there. */
  open(tokens: Promise<Tokens>): Promise<void>;
  /** Asks to sign in. */
  ask(problem: string): void;
  /** Forgets everything, and ends the refresh token. */
  signOut(): Promise<void>;
}

export const problems = {
  wrongKey: 'The gateway does not accept this key. It is wrong, or no longer valid.',
  impossibleKey: 'This text has a character that no key has, such as one that cannot be seen. Copy the key again.',
  refusedToken:
    'The gateway does not accept the token of the identity provider. The log of the gateway has the reason.',
  ended: 'Your sign-in has ended. Sign in again.',
};

/** In milliseconds: how long before its end a token is renewed, unless it is valid for less than twice as long. */
const renewedBefore = 60_000;
/** In milliseconds, after the provider could not be reached. */
const pause = 10_000;
/** In milliseconds: a provider may say that a token is valid for no time. And timers of browsers end at once after the longest. */
const shortestWait = 1_000;
const longestWait = 2 ** 31 - 1;

/** A browser sends no request with any other text, as if the gateway could not be reached. */
function canBeSent(key: string): boolean {
  try {
    return new Headers({ authorization: key }).has('authorization');
  } catch {
    return false;
  }
}

type Provider = Pick<IdentityProvider, 'renew' | 'revoke'>;

export function createSession(
  provider: Provider | null = null,
  { now, after }: Pick<typeof realTime, 'now' | 'after'> = realTime,
): Session {
  const credentials = createStore<Credentials>({ state: 'none', key: null });
  let tokens: Tokens | null = null;
  let renewal: Promise<void> | null = null;
  let cancelRenewal = () => {};

  const hasEnded = ({ expiresAt }: Tokens) => expiresAt !== null && now() >= expiresAt;

  const forget = (problem: string | null) => {
    cancelRenewal();
    tokens = null;
    credentials.set({ state: 'needed', key: null, problem });
  };

  /** Nobody holds it any more. */
  const end = async (refreshToken: string | null): Promise<void> => {
    // The page forgets the token also if the provider does not hear of it.
    if (provider && refreshToken !== null) await provider.revoke(refreshToken).catch(() => undefined);
  };

  const hold = (next: Tokens) => {
    if (!canBeSent(next.accessToken)) {
      forget(problems.refusedToken);
      void end(next.refreshToken);
      return;
    }
    tokens = next;
    credentials.set({ state: 'given', key: next.accessToken });
    if (next.expiresAt === null || next.refreshToken === null) return;
    const left = next.expiresAt - now();
    renewIn(left - Math.min(renewedBefore, left / 2));
  };

  const renewIn = (milliseconds: number) => {
    cancelRenewal();
    const wait = Math.min(longestWait, Math.max(shortestWait, milliseconds));
    cancelRenewal = after(wait, () => {
      renew().catch(() => {
        // A token that has ended is renewed by the next request.
        if (tokens && !hasEnded(tokens)) renewIn(pause);
      });
    });
  };

  /** Once at a time. Rejects if the provider cannot be reached. */
  const renew = (): Promise<void> => {
    const held = tokens;
    if (!provider || held?.refreshToken == null) return Promise.resolve();
    const { refreshToken } = held;
    renewal ??= provider
      .renew(refreshToken)
      .then(
        // A provider that does not rotate refresh tokens sends none.
        (next) => {
          if (tokens === held) hold({ ...next, refreshToken: next.refreshToken ?? refreshToken });
          else return end(next.refreshToken);
        },
        (error) => {
          if (!isRefusal(error)) throw new Error('The identity provider cannot be reached.');
          if (tokens === held) forget(problems.ended);
        },
      )
      .finally(() => {
        renewal = null;
      });
    return renewal;
  };

  return {
    credentials,
    currentKey: async () => {
      if (tokens && hasEnded(tokens)) await renew();
      return credentials.get().key;
    },
    // Of several requests with the same key, the first one that is refused decides. Another key may have been entered since.
    refuse: (key) => {
      const current = credentials.get();
      if (key !== current.key || current.state === 'needed' || current.state === 'opening') return;
      if (key === null) forget(null);
      else if (!tokens) forget(problems.wrongKey);
      else forget(hasEnded(tokens) ? problems.ended : problems.refusedToken);
    },
    enter: (key) => {
      if (canBeSent(key)) credentials.set({ state: 'given', key });
      else forget(problems.impossibleKey);
    },
    open: async (exchange) => {
      credentials.set({ state: 'opening', key: null });
      hold(await exchange);
    },
    ask: forget,
    signOut: async () => {
      const refreshToken = tokens?.refreshToken ?? null;
      forget(null);
      // A renewal in flight brings another one. The caller leaves the page afterwards.
      await Promise.allSettled([end(refreshToken), renewal]);
    },
  };
}
