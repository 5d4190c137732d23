// That who has gone has left nothing behind, seen from where AWS is.
import { expect } from 'vitest';
import type { TestGateway } from '../support/startGateway.ts';

/** Resolves when a turn of the clock brings no more calls: nobody is watched for. */
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
