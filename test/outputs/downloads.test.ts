import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentDisposition } from '../../src/http/endpoints/serveOutput.ts';
import { fileNameOf } from '../../src/outputs/downloads/outputFileName.ts';
import { createOutputTokens } from '../../src/outputs/downloads/outputTokens.ts';
import { parseRange } from '../../src/outputs/downloads/parseRange.ts';
import { anyText } from '../support/anyText.ts';

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
  ])('%s is parsed for an output of 100 bytes', (header, span) => {
    expect(parseRange(header, 100)).toEqual(span);
  });

  test('never exceeds the output', () => {
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

describe('the token of a download URL', () => {
  const job = { accountId: '111122223333', region: 'us-east-1', vaultName: 'photos', jobId: 'abc-_123' };
  const now = Date.UTC(2026, 0, 15);
  const grant = { job, callerId: 'key:ann', credential: 'abcdef' };
  const tokens = createOutputTokens('a secret of the test', () => 'the rights of today');

  test('is valid until it expires', () => {
    const token = tokens.create(grant, now + 60_000);
    expect(tokens.verify(token, now)).toEqual(grant);
    expect(tokens.verify(token, now + 60_000)).toEqual(grant);
    expect(tokens.verify(token, now + 62_000)).toBeNull();
  });

  test('needs no encoding in a path', () => {
    expect(tokens.create(grant, now)).toMatch(/^[\w.-]+$/);
  });

  test('shows nothing of its content, and of its length only the multiple of 256 bytes', () => {
    const token = tokens.create(grant, now + 60_000);
    const bytes = Buffer.from(token, 'base64url').toString('latin1');
    for (const part of ['ann', 'photos', 'abc-_123', '111122223333', 'us-east-1', 'abcdef', String(now / 1000)]) {
      expect(bytes).not.toContain(part);
      expect(token).not.toContain(Buffer.from(part).toString('base64url'));
    }
    const lengths = ['a', 'a'.repeat(50), 'a'.repeat(250), '\u20ac'.repeat(100)].map(
      (name) => tokens.create({ ...grant, callerId: name }, now).length,
    );
    const bytesOf = (blocks: number) => Math.ceil(((12 + blocks * 256 + 16) * 4) / 3);
    expect(lengths).toEqual([bytesOf(1), bytesOf(1), bytesOf(2), bytesOf(2)]);
  });

  test('is invalid once permissions change', () => {
    const token = tokens.create(grant, now + 60_000);
    const later = createOutputTokens('a secret of the test', () => 'the rights of tomorrow');
    expect(later.verify(token, now)).toBeNull();
  });

  test('is invalid if it was changed or signed with another secret', () => {
    const token = tokens.create(grant, now + 60_000);
    expect(createOutputTokens('another secret', () => 'the rights of today').verify(token, now)).toBeNull();
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom(...'Az0-_.'), (at, character) => {
        fc.pre(token[at] !== character);
        expect(tokens.verify(token.slice(0, at) + character + token.slice(at + 1), now)).toBeNull();
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => tokens.verify(text, now) === null));
    expect(tokens.verify(`${token}.`, now)).toBeNull();
    expect(tokens.verify(token.slice(0, -1), now)).toBeNull();
  });
});

describe('the Content-Disposition of a download', () => {
  test.each([
    ['report.pdf', 'attachment; filename="report.pdf"'],
    ['C:\\Photos\\2012\\a b.jpg', 'attachment; filename="a b.jpg"'],
    ['/srv/../../etc/passwd', 'attachment; filename="passwd"'],
    ['файл.txt', `attachment; filename="____.txt"; filename*=UTF-8''${encodeURIComponent('файл.txt')}`],
    ['a"b\r\nSet-Cookie: x.txt', `attachment; filename="a_b__Set-Cookie_ x.txt"`],
    ['..', 'attachment; filename="fallback.bin"'],
    ['...', 'attachment; filename="fallback.bin"'],
    ['.bashrc', 'attachment; filename="_bashrc"'],
    ['..profile', 'attachment; filename="_profile"'],
    ['CON', 'attachment; filename="_CON"'],
    ['con.txt', 'attachment; filename="_con.txt"'],
    ['nul.tar.gz', 'attachment; filename="_nul.tar.gz"'],
    ['LPT1', 'attachment; filename="_LPT1"'],
    ['COM5.log', 'attachment; filename="_COM5.log"'],
    ['console.txt', 'attachment; filename="console.txt"'],
    ['report. . ', 'attachment; filename="report"'],
    ['a:b?.txt', 'attachment; filename="a_b_.txt"'],
    ['folder/', 'attachment; filename="fallback.bin"'],
    ['invoice\u202efdp.exe', `attachment; filename="invoice_fdp.exe"`],
    ['a\u2028b\u2029c.txt', 'attachment; filename="a_b_c.txt"'],
    ['a%2e%2e%2fb.txt', `attachment; filename="a_2e_2e_2fb.txt"; filename*=UTF-8''a%252e%252e%252fb.txt`],
    ['NUL.txt', 'attachment; filename="_NUL.txt"'],
    ['COM\u00b9.txt', `attachment; filename="_COM_.txt"; filename*=UTF-8''_COM%C2%B9.txt`],
    ['  . .x', 'attachment; filename="_ .x"'],
    ['file.txt::$DATA', 'attachment; filename="file.txt__$DATA"'],
    [null, 'attachment; filename="fallback.bin"'],
  ])('is safe for the path %j', (path, header) => {
    expect(contentDisposition(fileNameOf(path, 'fallback.bin'))).toBe(header);
  });

  test.each([
    ['a'.repeat(234), '.tar.gz'],
    ['a'.repeat(300), '.tar.gz'],
    ['\u20ac'.repeat(200), '.tar.gz'],
    ['\u{1f600}'.repeat(100), '.jpeg'],
    [`${'a'.repeat(251)}\u20ac`, '.txt'],
    ['x'.repeat(400), ''],
  ])('of a long name %s keeps its ending %s in 255 bytes', (stem, ending) => {
    const name = fileNameOf(stem + ending, 'fallback');
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(name)).toBeGreaterThan(Math.min(248, Buffer.byteLength(stem + ending) - 1));
    expect(name.endsWith(ending)).toBe(true);
    expect((stem + ending).startsWith(name.slice(0, name.length - ending.length))).toBe(true);
  });

  test.each([
    ['.hidden-inventory-2026-01-15.json', '_hidden-inventory-2026-01-15.json'],
    ['con.old-inventory-2026-01-15.csv', '_con.old-inventory-2026-01-15.csv'],
    [`${'v'.repeat(255)}-inventory-2026-01-15.json`, `${'v'.repeat(250)}.json`],
    ['..', 'output'],
  ])('is safe for the name %j that a vault gives it', (fallback, name) => {
    expect(fileNameOf(null, fallback)).toBe(name);
  });

  test('has at most 255 bytes and no dot first or last, for any description', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 600 }), (path) => {
        const name = fileNameOf(path, 'fallback');
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name).toMatch(/^[^.\s].*$/su);
        expect(name).not.toMatch(/[.\s]$/u);
        expect(name).not.toMatch(/^(?:con|nul|aux|prn|com\d|lpt\d)(?:\.|$)/i);
      }),
    );
  });

  test('is one header line of ASCII for any description', () => {
    fc.assert(
      fc.property(anyText(), (path) => {
        expect(contentDisposition(fileNameOf(path, 'fallback.bin'))).toMatch(
          /^attachment; filename="[ !#-[\]-~]+"(; filename\*=UTF-8''[\w.!#$&+^`|~%-]+)?$/,
        );
      }),
    );
  });
});
