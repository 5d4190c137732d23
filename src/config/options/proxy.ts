// Options: the proxy of outgoing connections. Their names are those that curl and every AWS SDK read, so each has a form in
// lower case as well.
import * as z from 'zod/mini';
import { optionGroup, text } from './option.ts';

const hasScheme = /^[a-z][a-z\d+.-]*:\/\//i;

/** Without a scheme it is http, as for curl. */
const withScheme = (value: string): string => (hasScheme.test(value) ? value : `http://${value}`);

function isProxyUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  try {
    for (const part of [username, password]) decodeURIComponent(part);
  } catch {
    return false;
  }
  return /^https?:$/.test(protocol) && hostname !== '';
}

const proxyUrl = {
  schema: z.pipe(z.pipe(z.string(), z.transform(withScheme)), z.string().check(z.refine(isProxyUrl))),
  allowed: 'an http or https URL, or host:port',
};

export const proxyOptions = optionGroup('Outgoing proxy', {
  HTTPS_PROXY: {
    ...proxyUrl,
    alsoReadFrom: 'https_proxy',
    ifOmitted: 'direct connections',
    help: 'Proxy for outgoing https connections: AWS, notifications, the key set and the discovery document of the token issuer, traces, metrics by OTLP, certificates of SNS. It must allow CONNECT.',
    isSecret: 'password',
  },
  HTTP_PROXY: {
    ...proxyUrl,
    alsoReadFrom: 'http_proxy',
    ifOmitted: 'direct connections',
    help: 'Proxy for outgoing http connections.',
    isSecret: 'password',
  },
  NO_PROXY: {
    ...text(/./, 'host names, IP addresses and CIDR ranges, each with an optional port, separated by commas; or *'),
    alsoReadFrom: 'no_proxy',
    ifOmitted: 'only this machine is reached without the proxy',
    help: 'Hosts that are reached without the proxy. A name includes its subdomains. Loopback never uses a proxy.',
  },
});
