// The choice of the proxy for a host, by the conventions of curl and Go: HTTPS_PROXY for https, HTTP_PROXY for http, and
// NO_PROXY for what is connected to directly. This machine is never reached through a proxy.
import { isIP } from 'node:net';
import { parseAddressRange } from '../core/addressRange.ts';
import { isThisMachine } from '../core/isThisMachine.ts';

export interface ProxySettings {
  /** URL of the proxy for https. */
  HTTPS_PROXY?: string | undefined;
  /** URL of the proxy for http. */
  HTTP_PROXY?: string | undefined;
  /** Hosts without a proxy, separated by commas or spaces. */
  NO_PROXY?: string | undefined;
}

/** The proxy for a host and port; null for a direct connection. */
export type ProxySelector = (protocol: 'http:' | 'https:', host: string, port: number) => URL | null;

export function createProxySelector({ HTTPS_PROXY, HTTP_PROXY, NO_PROXY }: ProxySettings): ProxySelector {
  const proxies = {
    'https:': HTTPS_PROXY === undefined ? null : new URL(HTTPS_PROXY),
    'http:': HTTP_PROXY === undefined ? null : new URL(HTTP_PROXY),
  };
  const exceptions = (NO_PROXY?.split(/[\s,]+/) ?? []).filter((entry) => entry !== '').map(parseException);
  return (protocol, host, port) => {
    const proxy = proxies[protocol];
    if (proxy === null) return null;
    const name = host.toLowerCase().replace(/^\[|\]$|\.$/g, '');
    const isDirect = isThisMachine(name) || exceptions.some((covers) => covers(name, port));
    return isDirect ? null : proxy;
  };
}

type Exception = (name: string, port: number) => boolean;

/** `*`, a name with its subdomains, an address or a range of addresses; each with an optional port. */
function parseException(entry: string): Exception {
  const isBareIPv6 = !entry.startsWith('[') && entry.split(':').length > 2;
  const [, host = entry, onPort] = isBareIPv6 ? [] : (/^\[?(.*?)\]?(?::(\d+))?$/.exec(entry) ?? []);
  const covers = parseHost(host.toLowerCase());
  return (name, port) => (onPort === undefined || Number(onPort) === port) && covers(name);
}

function parseHost(host: string): (name: string) => boolean {
  if (host === '*') return () => true;
  const range = parseAddressRange(host);
  if (range !== null) return range.includes;
  // `.example.com` and `*.example.com` mean the same as `example.com`: the name and everything below it.
  const domain = host.replace(/^\*?\.|\.$/g, '');
  return (name) => domain !== '' && isIP(name) === 0 && (name === domain || name.endsWith(`.${domain}`));
}
