// What the page must remember while somebody is at the identity provider. It is in the storage of this tab, because the page is left,
// and is removed as soon as the page is back. Tokens are in no storage.

export interface PendingSignIn {
  /** Comes back with the answer, which another page cannot know. */
  state: string;
  /** Comes back in the ID token, which then belongs to this sign-in. */
  nonce: string;
  /** The secret of PKCE: without it, the code of the answer is worth nothing. */
  verifier: string;
  /** The view that was open, to come back to. */
  hash: string;
}

const name = 'sign-in';

type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Throws if the browser allows the page no storage. */
export const storePending = (storage: TabStorage, pending: PendingSignIn): void =>
  storage.setItem(name, JSON.stringify(pending));

/** Returns it, and removes it. Null if no sign-in was started in this tab. */
export function takePending(storage: TabStorage): PendingSignIn | null {
  const text = storage.getItem(name);
  storage.removeItem(name);
  return text === null ? null : (JSON.parse(text) as PendingSignIn);
}
