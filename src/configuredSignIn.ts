// The sign-in that the options configure for the jobs board.
import type { Logger } from 'pino';
import { createSignIn, type SignIn } from './access/createSignIn.ts';
import { parseProvider } from './access/parseProvider.ts';
import type { Config } from './config/options.ts';
import { steadyClock } from './core/clock.ts';
import type { Egress } from './egress/createEgress.ts';
import { DownloadError, download } from './egress/download.ts';

/** A document has about five thousand bytes. */
const limits = { timeout: 3_000, maxBytes: 256 * 1024, headers: { accept: 'application/json' } };

/** Undefined if the board asks for an API key or a token. */
export function configuredSignIn(config: Config, egress: Egress, log: Logger): SignIn | undefined {
  const { OIDC_CLIENT_ID: clientId, JWT_ISSUER: issuers = [] } = config;
  if (clientId === undefined) return undefined;
  const url = config.OIDC_DISCOVERY_URL ?? `${issuers[0]?.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const client = { clientId, scopes: config.OIDC_SCOPES, parameters: config.OIDC_PARAMETERS ?? {} };
  const fetchProvider = async () => {
    const document = await download(egress, url, limits);
    try {
      return parseProvider(document.toString('utf8'), issuers);
    } catch (error) {
      throw new DownloadError(url, error);
    }
  };
  return createSignIn(client, fetchProvider, steadyClock, log);
}
