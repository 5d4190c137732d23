// The side of a measured process that the bench gives orders to, over the channel between parent and child.
import process from 'node:process';

export interface Order {
  order: string;
  value?: unknown;
}

export type Orders = Record<string, (value: unknown) => void | Promise<void>>;

/** Carries out one after another, and tells when each is done. */
export function obey(orders: Orders): void {
  const all: Orders = { collectGarbage: () => globalThis.gc?.(), ...orders };
  process.on('message', async ({ order, value }: Order) => {
    const carryOut = all[order];
    if (!carryOut) throw new Error(`there is no order ${order}`);
    await carryOut(value);
    process.send?.('done');
  });
}
