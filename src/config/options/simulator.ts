// Options: the embedded simulator, or an external one instead.
import * as z from 'zod/mini';
import { decimal, optionGroup, wholeNumber } from './option.ts';

export const simulatorOptions = optionGroup('Simulator', {
  SIMULATOR_SPEED: {
    ...decimal(/^\d+(\.\d+)?$/, (value) => value > 0 && value <= 1_000_000, 'above 0, up to 1000000'),
    fallback: '60',
    reason: 'a retrieval of 4 hours ends in 4 minutes',
    help: 'Simulated seconds in each real second.',
  },
  SIMULATOR_PORT: {
    ...wholeNumber(0, 65_535),
    fallback: '0',
    reason: 'only the gateway needs the port',
    help: 'Port of the embedded simulator. 0 takes a free port and prints it.',
  },
  SIMULATOR_ARCHIVES: {
    ...wholeNumber(0, 100_000_000, 'archives'),
    fallback: '0',
    reason: 'the other demo vaults are small and quick to list',
    help: 'Size of the demo vault archive-of-millions, generated when it is read. With 0 the vault does not exist.',
  },
  SIMULATOR_URL: {
    schema: z.url({ protocol: /^http$/ }),
    allowed: 'an http URL',
    ifOmitted: 'the embedded simulator',
    help: 'Simulator process on this machine to use instead of the embedded one. Several gateways can share its data.',
  },
});
