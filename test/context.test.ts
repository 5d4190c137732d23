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

test('a context is added to the object that a request has already, without creating its lazy members', () => {
  const { services, read } = watched();
  const target = { params: {} };
  const context = createContext(services, anonymous, new AbortController().signal, target);
  expect(context).toBe(target);
  expect(Object.keys(context)).toContain('params');
  // A copy, such as that of yoga's own option `context`, would have to read them.
  expect({ ...context }).not.toHaveProperty('loaders');
  expect(read.has('inventoryScanBytes')).toBe(false);
});
