// A client that has disconnected leaves nothing behind: AWS receives no more calls.
import { expect } from 'vitest';
import type { TestGateway } from '../support/startGateway.ts';

/** Resolves when advancing the clock causes no calls: no watch is left. */
export async function nothingIsLeft(gateway: TestGateway): Promise<void> {
  const callsOfTenMinutes = async () => {
    gateway.calls();
    gateway.clock.advance(10 * 60_000);
    await gateway.data('{ vault(name: "media-masters") { name } }');
    return gateway.calls();
  };
  await expect.poll(callsOfTenMinutes, { interval: 50 }).toEqual({ 'glacier.DescribeVault': 1 });
}
