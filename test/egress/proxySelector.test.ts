// Which hosts are reached through a proxy.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProxySelector } from '../../src/egress/createProxySelector.ts';

const proxies = { HTTPS_PROXY: 'http://secure.example:3128', HTTP_PROXY: 'http://plain.example' };

/** The host of the proxy; null for a direct connection. */
const proxyFor = (url: string, NO_PROXY?: string): string | null => {
  const { protocol, hostname, port } = new URL(url);
  const select = createProxySelector({ ...proxies, NO_PROXY });
  const scheme = protocol === 'https:' ? 'https:' : 'http:';
  return select(scheme, hostname, Number(port || (scheme === 'https:' ? 443 : 80)))?.host ?? null;
};

const isDirect = (url: string, NO_PROXY?: string) => proxyFor(url, NO_PROXY) === null;

describe('the proxy', () => {
  test('is chosen by the scheme', () => {
    expect(proxyFor('https://glacier.us-east-1.amazonaws.com')).toBe('secure.example:3128');
    expect(proxyFor('http://collector.example:4318')).toBe('plain.example');
    const select = createProxySelector({ HTTP_PROXY: 'http://plain.example' });
    expect(select('https:', 'a.example', 443)).toBeNull();
    expect(select('http:', 'a.example', 80)?.host).toBe('plain.example');
  });

  test.each([
    'http://127.0.0.1:4566',
    'http://127.8.9.10',
    'https://localhost:4566',
    'http://LOCALHOST.',
    'http://sim.localhost',
    'http://[::1]:4566',
  ])('is never used for this machine: %s', (url) => {
    expect(isDirect(url)).toBe(true);
  });
});

describe('NO_PROXY', () => {
  test.each<[string, string]>([
    ['*', 'https://anything.example'],
    ['example.com', 'https://example.com'],
    ['example.com', 'https://a.b.example.com'],
    ['EXAMPLE.com.', 'https://a.Example.COM'],
    ['.example.com', 'https://a.example.com'],
    ['.example.com', 'https://example.com'],
    ['*.example.com', 'https://a.example.com'],
    ['other.example, example.com', 'https://example.com'],
    ['other.example  example.com', 'https://example.com'],
    [',,example.com,', 'https://example.com'],
    ['example.com:443', 'https://example.com'],
    ['.example.com:8443', 'https://a.example.com:8443'],
    ['10.0.0.0/8', 'http://10.1.2.3'],
    ['10.0.0.0/8:4318', 'http://10.1.2.3:4318'],
    ['192.168.1.7', 'http://192.168.1.7:8080'],
    ['192.168.1.7:8080', 'http://192.168.1.7:8080'],
    ['fd00::/8', 'http://[fd12::1]'],
    ['fd00::1', 'http://[fd00:0:0::1]'],
    ['[fd00::1]', 'http://[fd00::1]'],
    ['[fd00::1]:8080', 'http://[fd00::1]:8080'],
    ['0.0.0.0/0', 'http://8.8.8.8'],
  ])('%j covers %s', (list, url) => {
    expect(isDirect(url, list)).toBe(true);
  });

  test.each<[string, string]>([
    ['', 'https://example.com'],
    ['.', 'https://example.com'],
    ['example.com', 'https://notexample.com'],
    ['example.com', 'https://example.com.evil.example'],
    ['a.example.com', 'https://example.com'],
    ['example.com:8443', 'https://example.com'],
    ['10.0.0.0/8', 'http://11.0.0.1'],
    ['10.0.0.0/8', 'http://10.example'],
    ['10.0.0.0/33', 'http://10.0.0.0'],
    ['10.0.0.0/x', 'http://10.0.0.0'],
    ['10.0.0.0/', 'http://8.8.8.8'],
    ['10.0.0.0/0x0', 'http://8.8.8.8'],
    ['10.0.0.0/1e0', 'http://10.0.0.0'],
    ['fd00::/', 'http://[fe80::1]'],
    ['192.168.1.7:80', 'http://192.168.1.7:8080'],
    ['[fd00::1]:8080', 'http://[fd00::1]'],
    ['fd00::/8', 'http://[fe80::1]'],
    ['1', 'http://8.8.8.1'],
  ])('%j does not cover %s', (list, url) => {
    expect(isDirect(url, list)).toBe(false);
  });

  test('never fails, whatever it contains', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary-ascii' }),
        fc.domain(),
        fc.integer({ min: 1, max: 65_535 }),
        (list, host, port) => {
          const select = createProxySelector({ ...proxies, NO_PROXY: list });
          expect([null, 'secure.example:3128']).toContain(select('https:', host, port)?.host ?? null);
          // A host that is listed is direct, in whatever company.
          expect(createProxySelector({ ...proxies, NO_PROXY: `${list},${host}` })('https:', host, port)).toBeNull();
        },
      ),
    );
  });
});
