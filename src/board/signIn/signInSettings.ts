// How users sign in with the token issuer of the gateway, as the gateway says it in the page.
import type { AuthorizationServer } from 'oauth4webapi';

export interface SignInSettings {
  clientId: string;
  scopes: readonly string[];
  /** Further parameters of the authorization request. */
  parameters: Readonly<Record<string, string>>;
  /** What the page needs of the discovery document. */
  provider: AuthorizationServer & { authorization_endpoint: string; token_endpoint: string };
}

/** Null if there are only API keys, 'unavailable' while the gateway cannot reach the issuer. */
export function parseSettings(content: string | null | undefined): SignInSettings | 'unavailable' | null {
  if (!content) return null;
  return content === 'unavailable' ? content : (JSON.parse(content) as SignInSettings);
}
