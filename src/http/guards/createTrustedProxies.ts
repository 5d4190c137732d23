// What proxies in front report of a request: the address of the client, and the host and scheme that it used. Only the reports
// of configured proxies count. Anybody can send these headers, and a proxy appends to what it receives, so they are read from
// the right, up to the first address that is not a trusted proxy.
// https://www.rfc-editor.org/rfc/rfc7239
import type { IncomingMessage } from 'node:http';
import { parseAddressRange } from '../../core/addressRange.ts';
import { canonicalAddress } from '../../core/canonicalAddress.ts';

export interface TrustedProxies {
  /** In canonical form; null for a connection that has ended. */
  clientAddress(request: IncomingMessage): string | null;
  /** The host that the client requested, and its scheme if a proxy reports it. */
  requested(request: IncomingMessage): { host: string | undefined; scheme: string | undefined };
}

/** `ranges` are IP addresses and CIDR ranges. */
export function createTrustedProxies(ranges: readonly string[]): TrustedProxies {
  const trusted = ranges.map(parseAddressRange);
  const isTrusted = (address: string): boolean => trusted.some((range) => range?.includes(address));

  /** Of the chain of proxies, each of which reports the address that it was called from. */
  const clientOf = (peer: string, chain: readonly string[]): string => {
    let client = peer;
    for (const entry of chain.toReversed()) {
      const address = addressOfNode(entry);
      if (address === null) return client;
      client = address;
      if (!isTrusted(address)) return client;
    }
    return client;
  };
  const peerOf = ({ socket }: IncomingMessage) => canonicalAddress(socket.remoteAddress ?? '');

  return {
    clientAddress: (request) => {
      const peer = peerOf(request);
      if (peer === null || !isTrusted(peer)) return peer;
      const chains = [
        listOf(request.headers['x-forwarded-for']),
        forwardedOf(request).map((each) => each['for'] ?? ''),
      ];
      const clients = new Set(chains.filter((chain) => chain.length > 0).map((chain) => clientOf(peer, chain)));
      const [client = peer] = clients;
      // A proxy writes one of the headers. If both are there and differ, the client has forged the other one.
      return clients.size > 1 ? peer : client;
    },
    requested: (request) => {
      const { host } = request.headers;
      const peer = peerOf(request);
      if (peer === null || !isTrusted(peer)) return { host, scheme: undefined };
      const last = forwardedOf(request).at(-1);
      return {
        host: listOf(request.headers['x-forwarded-host']).at(-1) ?? last?.['host'] ?? host,
        scheme: (listOf(request.headers['x-forwarded-proto']).at(-1) ?? last?.['proto'])?.toLowerCase(),
      };
    },
  };
}

const listOf = (header: string | readonly string[] | undefined): string[] =>
  header === undefined
    ? []
    : String(header)
        .split(',')
        .map((entry) => entry.trim());

/** The elements of the header Forwarded, each by the lower-case names of its parameters. */
const forwardedOf = ({ headers: { forwarded } }: IncomingMessage): Record<string, string>[] =>
  forwarded === undefined
    ? []
    : splitUnquoted(forwarded, ',').map((entry) =>
        Object.fromEntries(
          splitUnquoted(entry, ';').map((pair) => {
            const [name = '', value = ''] = pair.split(/=(.*)/s);
            return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/s, '$1')];
          }),
        ),
      );

/**
 * Without empty parts. A quote that is not closed is a character like any other: a client may have opened it, and what its proxy
 * appends must not be part of it. In one pass, because a pattern would take quadratic time.
 */
function splitUnquoted(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let openedAt: number | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') openedAt = openedAt === null ? at : null;
    else if (character === '\\' && openedAt !== null) at += 1;
    else if (character === separator && openedAt === null) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  const rest = openedAt === null ? [text.slice(from)] : splitFrom(text.slice(from), separator, openedAt - from);
  return [...parts, ...rest].filter((part) => part.trim() !== '');
}

/** Splits at the separators behind an index. */
function splitFrom(text: string, separator: string, index: number): string[] {
  const [first = '', ...others] = text.slice(index).split(separator);
  return [text.slice(0, index) + first, ...others];
}

/** Of a node in a header: without brackets and port, which may be obfuscated. Null for anything but an IP address. */
function addressOfNode(node: string): string | null {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\](?::[\w.-]+)?|([\d.]+):[\w.-]+)$/.exec(node) ?? [];
  return canonicalAddress(bracketed ?? plain ?? node);
}
