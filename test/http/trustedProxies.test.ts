// The client's address behind proxies, and the URL that it used: only trusted proxies are believed.
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTrustedProxies } from '../../src/http/guards/createTrustedProxies.ts';

const asked = (remoteAddress: string | undefined, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

const ranges = ['127.0.0.1', '10.0.0.0/8', '::1', '2001:db8:aaaa::/48'];
const { clientAddress, requested } = createTrustedProxies(ranges);

describe("the client's address", () => {
  test.each<[string, string | null, string | undefined, Record<string, string>]>([
    ['without a proxy', '203.0.113.7', '203.0.113.7', {}],
    ['of an ended connection', null, undefined, { 'x-forwarded-for': '203.0.113.7' }],
    ['not by a client that is no proxy', '203.0.113.7', '203.0.113.7', { 'x-forwarded-for': '198.51.100.1' }],
    ['of a proxy without a report', '127.0.0.1', '127.0.0.1', {}],
    ['behind one proxy', '203.0.113.7', '127.0.0.1', { 'x-forwarded-for': '203.0.113.7' }],
    ['behind two proxies', '203.0.113.7', '127.0.0.1', { 'x-forwarded-for': '203.0.113.7, 10.1.2.3' }],
    [
      'not as the client forged it',
      '203.0.113.7',
      '127.0.0.1',
      { 'x-forwarded-for': '1.1.1.1, 203.0.113.7, 10.1.2.3' },
    ],
    ['that is itself in a trusted range', '10.9.9.9', '127.0.0.1', { 'x-forwarded-for': '10.9.9.9' }],
    [
      'where a proxy is connected by IPv4 in IPv6',
      '203.0.113.7',
      '::ffff:127.0.0.1',
      { 'x-forwarded-for': '203.0.113.7' },
    ],
    ['over IPv6, in canonical form', '2001:db8::7', '::1', { 'x-forwarded-for': '2001:0DB8:0:0::7' }],
    ['as IPv4 in IPv6', '203.0.113.7', '2001:db8:aaaa::5', { 'x-forwarded-for': '::ffff:203.0.113.7' }],
    ['with a port', '203.0.113.7', '127.0.0.1', { 'x-forwarded-for': '203.0.113.7:4711' }],
    ['with brackets and a port', '2001:db8::7', '127.0.0.1', { 'x-forwarded-for': '[2001:db8::7]:4711' }],
    ['in Forwarded', '203.0.113.7', '127.0.0.1', { forwarded: 'for=1.1.1.1, For=203.0.113.7;proto=https;by=10.0.0.1' }],
    ['in Forwarded, quoted', '2001:db8::7', '127.0.0.1', { forwarded: 'for="[2001:db8::7]:4711";host="a,b"' }],
    [
      'in Forwarded, behind an obfuscated one',
      '203.0.113.7',
      '127.0.0.1',
      { forwarded: 'for=_a.b-c, for=203.0.113.7' },
    ],
    [
      'in Forwarded, behind an unknown one',
      '203.0.113.7',
      '127.0.0.1',
      { forwarded: 'for=unknown, for=203.0.113.7:_p' },
    ],
    [
      'in Forwarded, behind a quote that is open',
      '203.0.113.7',
      '127.0.0.1',
      { forwarded: 'for="1.1.1.1, for=203.0.113.7' },
    ],
    ['in Forwarded, behind an escaped quote', '203.0.113.7', '127.0.0.1', { forwarded: 'for="a\\", for=203.0.113.7' }],
    ['in Forwarded, quoted with a comma', '203.0.113.7', '127.0.0.1', { forwarded: 'host="a\\",b";for=203.0.113.7' }],
    [
      'in both headers alike',
      '203.0.113.7',
      '127.0.0.1',
      { forwarded: 'for=203.0.113.7', 'x-forwarded-for': '203.0.113.7' },
    ],
    // The proxy writes one of them; the client wrote the other one.
    [
      'not in two headers that differ',
      '127.0.0.1',
      '127.0.0.1',
      { forwarded: 'for=1.1.1.1', 'x-forwarded-for': '203.0.113.7' },
    ],
    ['behind a proxy that hides it', '127.0.0.1', '127.0.0.1', { forwarded: 'for=_hidden' }],
    ['of the last known proxy behind junk', '10.1.2.3', '127.0.0.1', { 'x-forwarded-for': 'unknown, 10.1.2.3' }],
    ['in an empty header', '127.0.0.1', '127.0.0.1', { 'x-forwarded-for': '' }],
  ])('%s', (_, expected, peer, headers) => {
    expect(clientAddress(asked(peer, headers))).toBe(expected);
  });

  test('is never what a client wrote: a proxy appends the address that it was called from', () => {
    const hostile = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom('"', 'for="', 'for="10.0.0.1', ',', ';', '\\', '127.0.0.1', 'for=127.0.0.1;', '[::1', '::ffff:'),
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (parts) => {
        const forged = parts.join(', ');
        const chained = asked('127.0.0.1', { 'x-forwarded-for': `${forged}, 203.0.113.7` });
        expect(clientAddress(chained)).toBe('203.0.113.7');
        const forwarded = clientAddress(asked('127.0.0.1', { forwarded: `${forged}, for=203.0.113.7;proto=https` }));
        // An unclosed quotation mark can swallow the proxy's own element.
        expect(['203.0.113.7', '127.0.0.1']).toContain(forwarded);
      }),
    );
  });
});

describe('the URL that the client used', () => {
  test.each<[string, string, Record<string, string>, object]>([
    [
      'without a proxy',
      '203.0.113.7',
      { host: 'a', 'x-forwarded-host': 'evil', 'x-forwarded-proto': 'https' },
      { host: 'a' },
    ],
    [
      'behind a proxy',
      '::1',
      { host: 'a', 'x-forwarded-host': 'b', 'x-forwarded-proto': 'HTTPS' },
      { host: 'b', scheme: 'https' },
    ],
    ['behind two proxies', '::1', { host: 'a', 'x-forwarded-host': 'evil, b' }, { host: 'b' }],
    [
      'in Forwarded',
      '::1',
      { host: 'a', forwarded: 'for=x;host=evil, for=y;host="b:8080";proto=https' },
      { host: 'b:8080', scheme: 'https' },
    ],
    ['behind a proxy that reports none', '::1', { host: 'a' }, { host: 'a' }],
  ])('%s', (_, peer, headers, expected) => {
    expect(requested(asked(peer, headers))).toEqual({ scheme: undefined, ...expected });
  });
});

test('no configured proxy: nobody is believed', () => {
  const none = createTrustedProxies([]);
  expect(none.clientAddress(asked('127.0.0.1', { 'x-forwarded-for': '203.0.113.7' }))).toBe('127.0.0.1');
});

test('a header Forwarded of any form is read in a time that is proportional to its length', () => {
  const quotes = '"'.concat('\\"'.repeat(500_000));
  // A pattern needed minutes for it.
  expect(requested(asked('127.0.0.1', { forwarded: `${quotes}, host=a.example` })).host).toBe('a.example');
});
