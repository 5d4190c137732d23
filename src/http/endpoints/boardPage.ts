// The page of the jobs board: what it says of the gateway, and what it may connect to. Pure.
import type { SignInSettings } from '../../access/createSignIn.ts';

export interface PageContent {
  /** Whether the page may link to GraphiQL. */
  graphiql: boolean;
  /** How users sign in with the token issuer. Null if they cannot, or 'unavailable' while the issuer cannot be reached. */
  signIn: SignInSettings | 'unavailable' | null;
}

const withContent = (html: string, name: string, content: string): string =>
  html.replace(
    new RegExp(`(<meta name="${name}" content=")[^"]*`),
    (_, start: string) => start + content.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
  );

/** `html` has an element `meta` for each of the two. */
export function boardPage(html: string, { graphiql, signIn }: PageContent): string {
  const settings = signIn === null || signIn === 'unavailable' ? (signIn ?? '') : JSON.stringify(signIn);
  return withContent(withContent(html, 'graphiql', graphiql ? 'on' : 'off'), 'sign-in', settings);
}

/** Nothing is inline. The page may connect to this server, and to the endpoints of the token issuer that exchange tokens. */
export function contentSecurityPolicy(signIn: PageContent['signIn'] = null): string {
  const provider = typeof signIn === 'string' ? undefined : signIn?.provider;
  const endpoints = [provider?.token_endpoint, provider?.revocation_endpoint];
  const origins = endpoints.flatMap((url) => (url === undefined ? [] : new URL(url).origin));
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src ${["'self'", ...new Set(origins)].join(' ')}`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'none'",
  ].join('; ');
}
