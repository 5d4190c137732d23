// The lookup of addresses that an operator has configured: what it checks is what the connection is made to.
import dns from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createEgress } from '../../src/egress/createEgress.ts';
import { guardedLookup } from '../../src/egress/guardedLookup.ts';
import { post } from '../../src/egress/post.ts';

/** What the name has at each lookup, one after the other. */
const answers = { lookups: 0, addresses: [] as string[][] };

function answer(_name: string, _options: object, callback: (error: null, found: object[]) => void): void {
  const found = answers.addresses[answers.lookups] ?? [];
  answers.lookups += 1;
  callback(
    null,
    found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );
}

/** Until the test ends. Not a mock of the module: another file may have loaded what imports it. */
function answerLookups(): void {
  answers.lookups = 0;
  const spy = vi.spyOn(dns, 'lookup').mockImplementation(answer as never);
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
}

const lookUp = (addresses: string[], allowPrivate = false) => {
  Object.assign(answers, { lookups: 0, addresses: [addresses] });
  const lookup = guardedLookup(new URL('https://hook.example'), { allowPrivate });
  return new Promise<unknown>((resolve) => {
    lookup('hook.example', { all: true }, (error, found) => resolve(error ? error.message : found));
  });
};

test('a name is refused if one of its addresses is not public', async () => {
  answerLookups();
  expect(await lookUp(['8.8.8.8', '2606:4700::1111'])).toHaveLength(2);
  for (const address of ['10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', '0.0.0.0', 'fd00:ec2::254']) {
    expect(await lookUp(['8.8.8.8', address])).toMatch(`${address} is not an address of the public internet`);
    expect(await lookUp([address], true)).toHaveLength(1);
  }
});

test('a name is looked up once for a connection, which is made to the address that was checked', async () => {
  const server = createServer((_, response) => void response.writeHead(204).end());
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  answerLookups();
  const { port } = server.address() as AddressInfo;
  const send = (allowPrivate: boolean) =>
    post(createEgress(), {
      url: new URL(`http://hook.example:${port}/`),
      headers: {},
      body: '',
      timeout: 20_000,
      rules: { allowPrivate },
      signal: new AbortController().signal,
    });
  // A second lookup would find nobody.
  answers.addresses = [['127.0.0.1'], ['192.0.2.1']];
  expect(await send(true)).toMatchObject({ status: 204 });
  expect(answers.lookups).toBe(1);
  answers.addresses = [[], ['127.0.0.1']];
  await expect(send(false)).rejects.toThrow('127.0.0.1 is not an address of the public internet');
  expect(answers.lookups).toBe(2);
});
