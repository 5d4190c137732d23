// Leaves the page for the identity provider, which comes back to the same address.
import type { IdentityProvider } from './createIdentityProvider.ts';
import { storePending } from './pendingSignIn.ts';

/** The address of the board without a view: the one to register with the provider. */
export const redirectUri = (): string => window.location.origin + window.location.pathname;

/** Rejects if the browser allows the page neither storage nor cryptography. */
export async function startSignIn(provider: IdentityProvider): Promise<void> {
  const { url, pending } = await provider.authorize(redirectUri(), window.location.hash);
  storePending(window.sessionStorage, pending);
  window.location.assign(url);
}
