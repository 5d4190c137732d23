// The embedded simulator, or another one in its place.
import * as z from 'zod/mini';
import { number, type Option, wholeNumber } from './option.ts';

export const simulatorOptions = {
  SIMULATOR_SPEED: {
    schema: number(/^\d+(\.\d+)?$/, (value) => value > 0 && value <= 1_000_000),
    allowed: 'above 0, up to 1000000',
    fallback: '60',
    help: 'How fast time runs in the simulator: at 60, a retrieval of 4 hours ends in 4 minutes.',
  },
  SIMULATOR_PORT: {
    schema: wholeNumber(0, 65_535),
    allowed: '0 to 65535',
    fallback: '0',
    help: 'The port of the embedded simulator; 0 takes a free one and prints it.',
  },
  SIMULATOR_ARCHIVES: {
    schema: wholeNumber(0, 100_000_000),
    allowed: '0 to 100000000',
    fallback: '0',
    help: 'How many archives the vault archive-of-millions has, made while they are read; 0 leaves that vault out.',
  },
  SIMULATOR_URL: {
    schema: z.url({ protocol: /^http$/ }),
    allowed: 'an http URL',
    help: 'A simulator that runs elsewhere on this machine, in place of the embedded one: several gateways on the same data.',
  },
} as const satisfies Record<string, Option>;
