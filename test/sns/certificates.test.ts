// Certificates: which URLs are downloaded, how often, and how long the result is cached.
import { X509Certificate } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { createEgress } from '../../src/egress/createEgress.ts';
import { createCertificates } from '../../src/sns/createCertificates.ts';
import { downloadCertificate } from '../../src/sns/downloadCertificate.ts';
import { certificateOf } from './createForger.ts';
import { startEndpoint } from './startEndpoint.ts';

const pem = certificateOf();
const egress = createEgress();

describe('a download', () => {
  test('returns the certificate', async () => {
    const { url } = await startEndpoint(() => 200, pem);
    expect((await downloadCertificate(egress, url)).subject).toBe('CN=sns.amazonaws.com');
  });

  test.each<[string, number, string]>([
    ['is missing', 404, pem],
    ['is no certificate', 200, 'Hello'],
    ['is larger than one can be', 200, `${pem}${' '.repeat(16 * 1024)}`],
    ['is broken off', 0, ''],
  ])('fails if the certificate %s', async (_, status, content) => {
    const { url } = await startEndpoint(() => status, content);
    await expect(downloadCertificate(egress, url)).rejects.toThrow();
  });

  test('follows no redirect', async () => {
    const elsewhere = await startEndpoint(() => 200, pem);
    const { url } = await startEndpoint(() => 302, '', { location: elsewhere.url });
    await expect(downloadCertificate(egress, url)).rejects.toThrow('HTTP 302');
    expect(elsewhere.received).toEqual([]);
  });

  test('ends when it takes too long', async () => {
    const { url } = await startEndpoint(() => new Promise<number>(() => undefined));
    await expect(downloadCertificate(egress, url)).rejects.toThrow('aborted due to timeout');
  });
});

describe('certificates', () => {
  const certificate = new X509Certificate(pem);
  const start = (answers: (url: string) => Promise<X509Certificate>) => {
    const download = vi.fn(answers);
    const onFailure = vi.fn();
    const clock = createClock({ speed: 0, startAt: 1_000_000 });
    return { ...createCertificates({ download, maxAge: 60_000, onFailure, clock }), clock, download, onFailure };
  };

  test('are downloaded once for concurrent requests, and cached', async () => {
    const { get, download, clock } = start(async () => certificate);
    await Promise.all([get('a'), get('a'), get('a'), get('b')]);
    await get('a');
    expect(download.mock.calls).toEqual([['a'], ['b']]);
    clock.advance(60_001);
    await get('a');
    expect(download).toHaveBeenCalledTimes(3);
  });

  test('that could not be downloaded are requested again after a pause, and not before', async () => {
    const { get, download, onFailure, clock } = start(() => Promise.reject(new Error('down')));
    await expect(get('a')).rejects.toThrow('download failed');
    await expect(get('a')).rejects.toThrow('a moment ago');
    expect(download).toHaveBeenCalledTimes(1);
    download.mockImplementation(async () => certificate);
    clock.advance(10_001);
    expect(await get('a')).toBe(certificate);
    expect(onFailure.mock.calls).toEqual([['a', new Error('down')]]);
  });

  test('are downloaded a few at a time, and known ones stay available', async () => {
    const { get, download } = start(async (url) => (url === 'known' ? certificate : new Promise(() => undefined)));
    await get('known');
    for (let at = 0; at < 8; at += 1) void get(`slow-${at}`);
    await expect(get('one more')).rejects.toThrow('too many');
    expect(await get('known')).toBe(certificate);
    expect(download).toHaveBeenCalledTimes(9);
  });
});
