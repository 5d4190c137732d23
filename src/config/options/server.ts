// Options: the address of the GraphQL endpoint, and what it serves.
import { hostName, oneOf, optionGroup, url, wholeNumber } from './option.ts';

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
    help: 'Base URL under which clients reach the gateway, for example behind a proxy. Download links begin with it.',
  },
});
