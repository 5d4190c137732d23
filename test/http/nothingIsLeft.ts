// A client that has disconnected leaves nothing behind: AWS receives no more calls.
import { expect } from 'vitest';
import { attemptsIn, passesWithin } from '../support/passesWithin.ts';
import type { TestGateway } from '../support/startGateway.ts';

/** Resolves when advancing the clock causes no calls: no watch is left, within 5 s. */
export const nothingIsLeft = (gateway: TestGateway): Promise<void> =>
  passesWithin(attemptsIn(5), async () => {
    gateway.calls();
    gateway.clock.advance(10 * 60_000);
    await gateway.data('{ vault(name: "media-masters") { name } }');
    expect(gateway.calls()).toEqual({ 'glacier.DescribeVault': 1 });
  });
