// A client that has disconnected leaves nothing behind: AWS receives no more calls.
import { expect } from 'vitest';
import type { TestGateway } from '../support/startGateway.ts';

/** Resolves when advancing the clock causes no calls: no watch is left. */
export const nothingIsLeft = (gateway: TestGateway) =>
  expect
    .poll(
      async () => {
        gateway.calls();
        gateway.clock.advance(10 * 60_000);
        await gateway.data('{ vault(name: "media-masters") { name } }');
        return gateway.calls();
      },
      { timeout: 30_000 },
    )
    .toEqual({ 'glacier.DescribeVault': 1 });
