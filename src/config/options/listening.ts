// Where the gateway listens, and what stands behind it.
import * as z from 'zod/mini';
import { type Option, text, url, wholeNumber } from './option.ts';

export const listeningOptions = {
  HOST: {
    schema: text(/^[A-Za-z0-9.:-]+$/),
    allowed: 'a host name or an IP address',
    fallback: '127.0.0.1',
    help: 'Where to listen.',
  },
  PORT: {
    schema: wholeNumber(0, 65_535),
    allowed: '0 to 65535',
    fallback: '4000',
    help: 'The port to listen on; 0 takes a free one and prints it.',
  },
  BACKEND: {
    schema: z.enum(['local', 'aws']),
    allowed: 'local or aws',
    fallback: 'local',
    help: 'What stands behind the gateway: the embedded simulator, or AWS.',
  },
  PUBLIC_URL: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'Where callers reach the gateway, for addresses of downloads; where left out, where it listens.',
  },
} as const satisfies Record<string, Option>;
