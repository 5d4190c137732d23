// Generated inventories, and an AWS that serves them from memory in chunks and with faults.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ServiceUnavailableError } from '../../src/core/errors.ts';
import type { InventoryArchive } from '../../src/outputs/inventoryArchive.ts';
import { type InventoryPage, type InventoryPageRequest, readInventoryPage } from '../../src/outputs/inventoryPage.ts';
import type { InventoryPosition } from '../../src/outputs/inventoryPosition.ts';
import type { OpenOutput } from '../../src/outputs/readOutput.ts';

export interface Listed {
  id: string;
  description: string | null;
  date: string;
  size: number;
  hash: string;
}

const text = (alphabet: string, length: object) =>
  fc.array(fc.constantFrom(...alphabet), length).map((letters) => letters.join(''));

const hostile = ['"', '\\', '"},{"', '{', '}', '[', ']', ',', '\\"', '],"', 'a', ' ', '\\\\', ':', '\\u0022'];
const beyondAscii = ['\u2028', '\u0000', '\n', '\r\n', '😀', '€', '\ud800', 'é'];

const descriptions = (pieces: string[]) =>
  fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
    fc.string({ maxLength: 20, unit: fc.constantFrom(...' !"#,.\\{}[]abcXYZ019~') }),
  );

const pad = (number: number) => String(number).padStart(2, '0');

export const listed = (format: 'JSON' | 'CSV'): fc.Arbitrary<Listed> =>
  fc.record({
    id: text('abcXYZ019-_', { minLength: 1, maxLength: 12 }),
    // Glacier only accepts printable ASCII; the JSON scanner handles any text.
    description:
      format === 'CSV' ? descriptions(hostile) : fc.option(descriptions([...hostile, ...beyondAscii]), { nil: null }),
    date: fc
      .record({ month: fc.integer({ min: 1, max: 12 }), second: fc.integer({ min: 0, max: 59 }), milli: fc.boolean() })
      .map(({ month, second, milli }) => `2015-${pad(month)}-06T22:24:${pad(second)}${milli ? '.007' : ''}Z`),
    size: fc.oneof(fc.nat(5000), fc.constant(Number.MAX_SAFE_INTEGER)),
    // Drawing each of its 64 digits would take most of the time of a property test.
    hash: fc.nat().map((number) => createHash('sha256').update(String(number)).digest('hex')),
  });

const vault = 'arn:aws:glacier:us-east-1:111122223333:vaults/v';
export const inventoryDate = '2015-04-07T00:26:18Z';

export interface JsonStyle {
  indent: number;
  /** Rotates the members of a record and of the whole. */
  turn: number;
  /** Writes every character of strings as an escape. */
  escaped: boolean;
}

export const jsonStyle: fc.Arbitrary<JsonStyle> = fc.record({
  indent: fc.constantFrom(0, 1, 4),
  turn: fc.nat(4),
  escaped: fc.boolean(),
});

const turned = <T>(items: T[], by: number): T[] => [
  ...items.slice(by % items.length),
  ...items.slice(0, by % items.length),
];

export function jsonOf(archives: readonly Listed[], { indent, turn, escaped }: JsonStyle): Buffer {
  const record = ({ id, description, date, size, hash }: Listed) =>
    Object.fromEntries(
      turned<[string, unknown]>(
        [
          ['ArchiveId', id],
          ['ArchiveDescription', description],
          ['CreationDate', date],
          ['Size', size],
          ['SHA256TreeHash', hash],
        ],
        turn,
      ),
    );
  const whole = turned<[string, unknown]>(
    [
      ['VaultARN', vault],
      ['InventoryDate', inventoryDate],
      ['ArchiveList', archives.map(record)],
    ],
    turn,
  );
  const json = JSON.stringify(Object.fromEntries(whole), null, indent);
  return Buffer.from(
    escaped ? json.replace(/[^ -~\n]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`) : json,
  );
}

export interface CsvStyle {
  lineEnd: string;
  /** Whether fields are quoted that need no quotes. */
  allQuoted: boolean;
  lastLineEnd: boolean;
  turn: number;
}

export const csvStyle: fc.Arbitrary<CsvStyle> = fc.record({
  lineEnd: fc.constantFrom('\r\n', '\n'),
  allQuoted: fc.boolean(),
  lastLineEnd: fc.boolean(),
  turn: fc.nat(4),
});

export function csvOf(archives: readonly Listed[], { lineEnd, allQuoted, lastLineEnd, turn }: CsvStyle): Buffer {
  const quoted = (field: string) => (allQuoted || /[",]/.test(field) ? `"${field.replaceAll('"', '\\"')}"` : field);
  const rows = [
    ['ArchiveId', 'ArchiveDescription', 'CreationDate', 'Size', 'SHA256TreeHash'],
    ...archives.map(({ id, description, date, size, hash }) => [id, description ?? '', date, String(size), hash]),
  ];
  const lines = rows.map((row) => turned(row, turn).map(quoted).join(','));
  return Buffer.from(lines.join(lineEnd) + (lastLineEnd ? lineEnd : ''));
}

export interface Source {
  open: OpenOutput;
  /** The requested ranges, and how many bytes of each were read. */
  ranges: { start: number; end: number; read: number }[];
}

/** `cutAfter` ends the stream of a request, counted from 0, after so many bytes. */
export function sourceOf(
  file: Buffer,
  { chunk = 65_536, cutAfter = () => null }: { chunk?: number; cutAfter?: (request: number) => number | null } = {},
): Source {
  const ranges: Source['ranges'] = [];
  return {
    ranges,
    open: async ({ start, end = file.length - 1 }) => {
      const last = Math.min(end, file.length - 1);
      const range = { start, end: last, read: 0 };
      const cut = cutAfter(ranges.length);
      ranges.push(range);
      async function* body() {
        for (let at = start; at <= last; at += chunk) {
          const stop = Math.min(at + chunk, last + 1, start + (cut ?? Number.POSITIVE_INFINITY));
          if (stop > at) {
            range.read += stop - at;
            yield file.subarray(at, stop);
          }
          if (cut !== null && stop - start >= cut) throw new ServiceUnavailableError('AWS broke the connection.');
        }
      }
      return { body: body(), contentRange: { start, end: last, total: file.length } };
    },
  };
}

const { stackTraceLimit } = Error;

/** Errors have no stack here: those of many thousand damaged files would take half of the time. */
export async function readPage(source: Source, request: Partial<InventoryPageRequest> = {}): Promise<InventoryPage> {
  Error.stackTraceLimit = 0;
  try {
    return await readInventoryPage({
      open: source.open,
      size: null,
      first: 50,
      after: null,
      predicate: null,
      budget: { left: 2 ** 30 },
      ...request,
    });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Reads all pages, up to the end or to an error. */
export async function walk(source: Source, request: Partial<InventoryPageRequest> = {}) {
  const archives: InventoryArchive[] = [];
  const pages: InventoryPage[] = [];
  let after: InventoryPosition | null = null;
  try {
    do {
      const page: InventoryPage = await readPage(source, { ...request, after });
      pages.push(page);
      archives.push(...page.archives);
      after = page.next;
    } while (after !== null);
    return { archives, pages, error: undefined };
  } catch (error) {
    return { archives, pages, error: error as Error & { code?: string; byte?: number } };
  }
}

export const plain = ({
  archiveId,
  archiveDescription,
  creationDate,
  sizeInBytes,
  sha256TreeHash,
}: InventoryArchive) => ({
  archiveId,
  archiveDescription,
  creationDate,
  sizeInBytes,
  sha256TreeHash,
});

export const expected = ({ id, description, date, size, hash }: Listed) => ({
  archiveId: id,
  archiveDescription: description,
  creationDate: new Date(date),
  sizeInBytes: size,
  sha256TreeHash: hash,
});
