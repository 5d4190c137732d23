// The certificate that the simulator makes by hand, as OpenSSL (inside Node) reads it.
import { createVerify, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createSigner } from '../../src/simulator/sns/createSigner.ts';
import { integer, tagged } from '../../src/simulator/sns/der.ts';
import { selfSigned } from '../../src/simulator/sns/selfSigned.ts';
import { rsaKeys } from '../support/rsaKeys.ts';

describe('a self-signed certificate', () => {
  test('has the name, the serial number, the dates and the key it was made with, and its own signature', () => {
    const from = Date.UTC(2026, 0, 2, 3, 4, 5);
    const to = Date.UTC(2051, 5, 7, 8, 9, 10);
    const serial = Buffer.from('80ff01', 'hex');
    const certificate = new X509Certificate(selfSigned({ ...rsaKeys, commonName: 'sns.example', serial, from, to }));
    expect(certificate.subject).toBe('CN=sns.example');
    expect(certificate.issuer).toBe('CN=sns.example');
    expect(certificate.serialNumber).toBe('80FF01');
    expect([Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]).toEqual([from, to]);
    expect(certificate.publicKey.equals(rsaKeys.publicKey)).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(certificate.verify(rsaKeys.publicKey)).toBe(true);
  });

  test.each([
    ['2049-12-31T23:59:59.000Z', 'the last date with two digits for the year'],
    ['2050-01-01T00:00:00.000Z', 'the first one with four'],
  ])('is valid to %s, %s', (date) => {
    const given = { ...rsaKeys, commonName: 'x', serial: Buffer.from([1]), from: 0, to: Date.parse(date) };
    const { validTo } = new X509Certificate(selfSigned(given));
    expect(new Date(validTo).toISOString()).toBe(date);
  });
});

describe('the signer', () => {
  test('makes one key, when it is first needed, valid now and signing both ways', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2031, 4, 4) });
    onTestFinished(() => void vi.useRealTimers());
    const signer = createSigner();
    const [pem, again] = await Promise.all([signer.certificate(), signer.certificate()]);
    expect(again).toBe(pem);
    const { publicKey, validFrom, validTo } = new X509Certificate(pem);
    expect(Date.parse(validFrom)).toBeLessThan(Date.UTC(2031, 4, 4));
    expect(Date.parse(validTo)).toBeGreaterThan(Date.UTC(2031, 4, 4));
    for (const [version, hash] of [
      ['1', 'sha1'],
      ['2', 'sha256'],
    ] as const) {
      const signature = await signer.sign('text', version);
      expect(createVerify(hash).update('text').verify(publicKey, signature, 'base64')).toBe(true);
    }
  });
});

describe('DER', () => {
  test.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ])('writes a length of %i as it should be', (length, start) => {
    expect(
      tagged(0x04, Buffer.alloc(length))
        .subarray(0, start.length / 2)
        .toString('hex'),
    ).toBe(start);
  });

  test('never writes a number as a negative one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
        expect(integer(Buffer.from(bytes))[2]).toBeLessThan(0x80);
      }),
    );
  });
});
