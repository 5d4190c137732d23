// Options: the address of the GraphQL endpoint, and what it serves.
import { parseAddressRange } from '../../core/addressRange.ts';
import { hostName, listOf, oneOf, optionGroup, url, wholeNumber } from './option.ts';

const isAddressRange = (value: string): boolean => parseAddressRange(value) !== null;

export const serverOptions = optionGroup('Server and backend', {
  HOST: {
    ...hostName,
    fallback: '127.0.0.1',
    reason: 'without authentication, only programs on this machine may connect',
    help: 'Address to listen on. Any other than loopback requires authentication.',
  },
  PORT: {
    ...wholeNumber(0, 65_535),
    fallback: '4000',
    reason: 'the default of GraphQL Yoga and Apollo Server',
    help: 'TCP port to listen on. 0 takes a free port and prints it.',
  },
  BACKEND: {
    ...oneOf('local', 'aws'),
    fallback: 'local',
    reason: 'needs no AWS account and costs nothing',
    help: 'Data source: the embedded simulator (local) or AWS.',
  },
  PUBLIC_URL: {
    ...url,
    ifOmitted: 'the address that the gateway listens on',
    help: 'Base URL under which clients reach the gateway, for example behind a proxy. Download links begin with it. Requests with its host, and pages of its origin, are accepted.',
  },
  TRUSTED_PROXIES: {
    ...listOf(isAddressRange, 'IP addresses and CIDR ranges such as 10.0.0.0/8'),
    ifOmitted: 'the client is the other end of the connection',
    help: 'Proxies whose X-Forwarded-For or Forwarded header names the client, for logs and for rate limits of anonymous callers. Their X-Forwarded-Host and X-Forwarded-Proto name its URL.',
  },
  KEEP_ALIVE_TIMEOUT_SECONDS: {
    ...wholeNumber(1, 3600, 'seconds'),
    fallback: '65',
    reason: 'longer than load balancers keep idle connections: 60 seconds in nginx and in AWS ALB',
    help: 'Time after which an idle connection is closed. A proxy must close first, or it may send a request that nobody answers.',
  },
});
