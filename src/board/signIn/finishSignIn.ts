// The page opens: if that is the answer of the identity provider, signs in with it and restores the view.
import type { IdentityProvider } from './createIdentityProvider.ts';
import type { Session } from './createSession.ts';
import { type PendingSignIn, takePending } from './pendingSignIn.ts';
import { wordsOf } from './signInFailure.ts';
import { redirectUri } from './startSignIn.ts';

export async function finishSignIn(provider: IdentityProvider, session: Session): Promise<void> {
  const pending = takeStored();
  const answer = new URLSearchParams(window.location.search);
  if (!answer.has('code') && !answer.has('error')) return;
  // The code is in no address that somebody can copy, and a reload does not send it again.
  window.history.replaceState(null, '', window.location.pathname + (pending?.hash ?? window.location.hash));
  if (!pending) {
    session.ask('The sign-in was not started in this tab, or it was finished already. Sign in again.');
    return;
  }
  await session.open(provider.exchange(answer, pending, redirectUri())).catch((error) => session.ask(wordsOf(error)));
}

/** A browser that allows the page no storage has started no sign-in. */
function takeStored(): PendingSignIn | null {
  try {
    return takePending(window.sessionStorage);
  } catch {
    return null;
  }
}
