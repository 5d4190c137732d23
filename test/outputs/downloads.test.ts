import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentDisposition } from '../../src/outputs/downloads/contentDisposition.ts';
import { createOutputAddresses } from '../../src/outputs/downloads/outputAddress.ts';
import { parseRange } from '../../src/outputs/downloads/parseRange.ts';

describe('a Range header', () => {
  test.each([
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=5-', { start: 5, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes=90-1000', { start: 90, end: 99 }],
    ['Bytes=99-99', { start: 99, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    [undefined, null],
    ['bytes=-', null],
    ['bytes=9-5', null],
    ['bytes=0-1,5-6', null],
    ['lines=0-9', null],
    ['bytes=a-b', null],
    ['bytes=0x1-9', null],
  ])('%s of 100 bytes', (header, span) => {
    expect(parseRange(header, 100)).toEqual(span);
  });

  test('never leaves the output, whatever it says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^bytes=\d{0,18}-\d{0,18}$/)), fc.nat(), (header, size) => {
        const span = parseRange(header, size);
        if (span === null || span === 'unsatisfiable') return;
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThan(size);
        expect(span.start).toBeLessThanOrEqual(span.end);
      }),
    );
  });
});

describe('the address of an output', () => {
  const job = { accountId: '111122223333', region: 'us-east-1', vaultName: 'photos', jobId: 'abc-_123' };
  const now = Date.UTC(2026, 0, 15);
  const grant = { job, callerId: 'key:ann', credential: 'abcdef' };
  const addresses = createOutputAddresses('a secret of the test', 'the rights of today');

  test('opens until it is over', () => {
    const token = addresses.sign(grant, now + 60_000);
    expect(addresses.open(token, now)).toEqual(grant);
    expect(addresses.open(token, now + 60_000)).toEqual(grant);
    expect(addresses.open(token, now + 62_000)).toBeNull();
  });

  test('is good in a path as it is', () => {
    expect(addresses.sign(grant, now)).toMatch(/^[\w.-]+$/);
  });

  test('tells nothing once rights may be others', () => {
    const token = addresses.sign(grant, now + 60_000);
    const later = createOutputAddresses('a secret of the test', 'the rights of tomorrow');
    expect(later.open(token, now)).toBeNull();
  });

  test('tells nothing to anybody else', () => {
    const token = addresses.sign(grant, now + 60_000);
    expect(createOutputAddresses('another secret', 'the rights of today').open(token, now)).toBeNull();
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom(...'Az0-_.'), (at, character) => {
        fc.pre(token[at] !== character);
        expect(addresses.open(token.slice(0, at) + character + token.slice(at + 1), now)).toBeNull();
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => addresses.open(text, now) === null));
    expect(addresses.open(`${token}.`, now)).toBeNull();
    expect(addresses.open(token.slice(0, -1), now)).toBeNull();
  });
});

describe('the name of a download', () => {
  test.each([
    ['report.pdf', 'attachment; filename="report.pdf"'],
    ['C:\\Photos\\2012\\a b.jpg', 'attachment; filename="a b.jpg"'],
    ['/srv/../../etc/passwd', 'attachment; filename="passwd"'],
    ['файл.txt', `attachment; filename="____.txt"; filename*=UTF-8''${encodeURIComponent('файл.txt')}`],
    ['a"b\r\nSet-Cookie: x.txt', `attachment; filename="a_b__Set-Cookie_ x.txt"`],
    ['..', 'attachment; filename="fallback.bin"'],
    ['folder/', 'attachment; filename="fallback.bin"'],
    [null, 'attachment; filename="fallback.bin"'],
  ])('%j', (path, header) => {
    expect(contentDisposition(path, 'fallback.bin')).toBe(header);
  });

  test('is one header line of ASCII, whatever the vault holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        expect(contentDisposition(path, 'fallback.bin')).toMatch(
          /^attachment; filename="[ !#-[\]-~]+"(; filename\*=UTF-8''[\w.!#$&+^`|~%-]+)?$/,
        );
      }),
    );
  });
});
