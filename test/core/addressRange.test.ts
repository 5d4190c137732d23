// Ranges of IP addresses, their canonical form and their networks, by examples and against a model that counts bits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddressRange } from '../../src/core/addressRange.ts';
import { canonicalAddress } from '../../src/core/canonicalAddress.ts';
import { networkOf } from '../../src/core/networkOf.ts';

describe('the canonical form', () => {
  test.each<[string, string | null]>([
    ['203.0.113.7', '203.0.113.7'],
    ['0.0.0.0', '0.0.0.0'],
    ['2001:0DB8:0:0::7', '2001:db8::7'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['fe80::1%eth0', 'fe80::1'],
    ['fe80::1%25eth0', 'fe80::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7%eth0', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['::ffff:0:1', '0.0.0.1'],
    ['0:0:0:0:0:ffff:10.0.0.1', '10.0.0.1'],
    // Compatible and translated addresses are IPv6: only the mapped form is what a dual-stack socket reports.
    ['::203.0.113.7', '::cb00:7107'],
    ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107'],
    ['::fffe:203.0.113.7', '::fffe:cb00:7107'],
    ['', null],
    ['1', null],
    ['0x7f000001', null],
    ['127.1', null],
    ['010.0.0.1', null],
    ['256.0.0.1', null],
    ['1.2.3.4.5', null],
    ['1.2.3.4/8', null],
    [' 1.2.3.4', null],
    ['1.2.3.4:80', null],
    ['[::1]', null],
    [':::', null],
    ['1:2:3:4:5:6:7', null],
    ['1:2:3:4:5:6:7:8:9', null],
    ['12345::', null],
    ['::ffff:1.2.3', null],
    ['%eth0', null],
    ['localhost', null],
  ])('of %j is %j', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected);
  });

  test('is its own canonical form, and is the same for all forms of one address', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (value) => {
        const canonical = canonicalAddress(ipv6(value));
        expect(canonicalAddress(canonical ?? '')).toBe(canonical);
        expect(canonicalAddress(`${ipv6(value).toUpperCase()}%eth0`)).toBe(canonical);
      }),
    );
  });
});

describe('a range', () => {
  test.each<[string, string]>([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7', '::ffff:203.0.113.7'],
    ['203.0.113.7/32', '203.0.113.7'],
    ['10.0.0.0/8', '10.255.255.255'],
    ['10.0.0.0/08', '10.255.255.255'],
    ['10.0.0.0/8', '::ffff:10.1.2.3'],
    // The bits behind the prefix do not count.
    ['10.1.2.3/8', '10.9.9.9'],
    ['0.0.0.0/0', '255.255.255.255'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['2001:DB8::/32', '2001:db8:ffff::1'],
    ['::/0', 'ffff::'],
    ['fe80::/10', 'fe80::1%eth0'],
    ['fe80::1%eth0', 'fe80::1'],
    ['fe80::%eth0/64', 'fe80::2%eth1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.0/104', '10.9.9.9'],
    ['::ffff:0:0/96', '255.0.0.1'],
    ['::ffff:10.0.0.1/128', '::ffff:a00:1'],
  ])('%s includes %s', (range, address) => {
    expect(parseAddressRange(range)?.includes(address)).toBe(true);
  });

  test.each<[string, string]>([
    ['203.0.113.7', '203.0.113.8'],
    ['10.0.0.0/8', '11.0.0.0'],
    ['10.0.0.0/31', '10.0.0.2'],
    ['::1', '::2'],
    ['2001:db8::/32', '2001:db9::'],
    ['::/1', '8000::'],
    // The families are separate.
    ['0.0.0.0/0', '::1'],
    ['::/0', '10.0.0.1'],
    ['::/0', '::ffff:10.0.0.1'],
    ['::/96', '10.0.0.1'],
    ['::ffff:10.0.0.0/104', '11.0.0.1'],
    ['10.0.0.0/8', ''],
    ['10.0.0.0/8', '10'],
    ['10.0.0.0/8', '10.0.0.1:80'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['0.0.0.0/0', 'localhost'],
    ['::/0', '[::1]'],
  ])('%s does not include %j', (range, address) => {
    expect(parseAddressRange(range)?.includes(address)).toBe(false);
  });

  test.each([
    ...['', '/', '/8', 'localhost', '10', '10.0.0', '10.0.0.0.0', '256.0.0.0/8', '010.0.0.0/8', '*', '10.0.0.*'],
    ...['10.0.0.0/', '10.0.0.0/33', '10.0.0.0/128', '10.0.0.0/-1', '10.0.0.0/+8', '10.0.0.0/8.0', '10.0.0.0/1e1'],
    ...['10.0.0.0/0x8', '10.0.0.0/x', '10.0.0.0/ 8', '10.0.0.0/8 ', '10.0.0.0/8/8', '10.0.0.0/0008', '10.0.0.0/8\n'],
    ...['::1/129', '::1/', '[::1]', '[::1]/64', 'fe80::1/64%eth0', '::ffff:10.0.0.0/95', '::ffff:10.0.0.0/8'],
    ...['::ffff:10.0.0.0/129', ':::/0', '10.0.0.0/255.0.0.0', '10.0.0.0-10.0.0.9'],
  ])('is not %j', (text) => {
    expect(parseAddressRange(text)).toBeNull();
  });

  const families: [string, number, (value: bigint) => string, bigint][] = [
    ['IPv4', 32, ipv4, 0n],
    // Below the mapped addresses, of which the first 80 bits are zero.
    ['IPv6', 128, ipv6, 2n ** 100n],
  ];
  test.each(families)('includes what has its prefix: %s', (_, bits, write, least) => {
    const value = fc.bigInt({ min: least, max: 2n ** BigInt(bits) - 1n });
    fc.assert(
      fc.property(value, fc.nat(bits), fc.nat(bits - 1), (first, length, flipped) => {
        const range = parseAddressRange(`${write(first)}/${length}`);
        expect(range?.includes(write(first))).toBe(true);
        // Another value of one bit, counted from the left.
        const other = first ^ (1n << BigInt(bits - 1 - flipped));
        if (other >= least) expect(range?.includes(write(other))).toBe(flipped >= length);
      }),
    );
  });

  test('of any text is read, or is null', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789abf.:/%[]-+ ') }), fc.string(), (text, address) => {
        expect([true, false, undefined]).toContain(parseAddressRange(text)?.includes(address));
        expect(parseAddressRange(text)?.includes(text.replace(/\/.*$/, '')) ?? true).toBe(true);
      }),
    );
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::', '0:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['2001:db8::7', '2001:db8:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['1:2:3:4:5::', '1:2:3:4::/64'],
  ['1:0:0:2::3', '1:0:0:2::/64'],
  ['::3:4:5:6:7', '0:0:0:3::/64'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('two addresses are in one network if their first 64 bits are equal', () => {
  const half = fc.bigInt({ min: 2n ** 40n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(half, half, half, half, (high, otherHigh, low, otherLow) => {
      const network = (first: bigint, last: bigint) => networkOf(canonicalAddress(ipv6((first << 64n) | last)) ?? '');
      expect(network(high, low)).toBe(network(high, otherLow));
      expect(network(high, low) === network(otherHigh, low)).toBe(high === otherHigh);
    }),
  );
});

function ipv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}

function ipv6(value: bigint): string {
  const groups = value.toString(16).padStart(32, '0').match(/.{4}/g);
  return groups?.join(':') ?? '';
}
