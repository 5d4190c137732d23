// What a context creates, and when: nothing that its request does not use.
import { expect, test } from 'vitest';
import { anonymous } from '../src/access/caller.ts';
import { createContext, type Services } from '../src/context.ts';
import type { GlacierJobKey } from '../src/core/location.ts';

const backend = { accounts: [{ accountId: '111122223333', name: null, regions: ['us-east-1'] }] };

/** Services that record which members are read. */
function watched(): { services: Services; read: Set<string> } {
  const read = new Set<string>();
  const members: Record<string, unknown> = {
    backend,
    aws: { session: () => ({ caller: anonymous, usage: { calls: 0 } }) },
    links: { linkTo: (job: GlacierJobKey) => ({ url: job.jobId, expiresAt: new Date(0) }) },
    inventoryScanBytes: 1,
  };
  const services = new Proxy(members, {
    get: (target, name) => {
      read.add(String(name));
      return target[String(name)];
    },
  });
  return { services: services as unknown as Services, read };
}

test('a context creates inventories when they are read first, and once', () => {
  const { services, read } = watched();
  const context = createContext(services, anonymous, new AbortController().signal);
  expect(context.caller).toBe(anonymous);
  expect(read.has('inventoryScanBytes')).toBe(false);
  const { inventories } = context;
  expect(read.has('inventoryScanBytes')).toBe(true);
  expect(context.inventories).toBe(inventories);
});

test('a copy of a context does not create its lazy members', () => {
  const { services, read } = watched();
  const copy = { ...createContext(services, anonymous, new AbortController().signal) };
  expect(copy).not.toHaveProperty('loaders');
  expect(copy).not.toHaveProperty('inventories');
  expect(read.has('inventoryScanBytes')).toBe(false);
});
