// Files of tiny rows, of which a chunk has thousands, when many chunks arrive at once.
import { expect, test } from 'vitest';
import { anonymous } from '../../src/access/caller.ts';
import { createAws } from '../../src/aws/client/createAws.ts';
import { readCsvPage } from '../../src/reports/csvPage.ts';
import type { CsvRows } from '../../src/reports/csvRows.ts';
import { ObjectReader } from '../../src/reports/objectReader.ts';
import { readRows } from '../../src/reports/readRows.ts';
import { planRetry } from '../../src/reports/retryPlan.ts';
import { backendAt } from '../aws/backendAt.ts';

const chunk = Buffer.alloc(65_536, 'a,\n');
const chunks = 32;
const total = chunks * chunk.length;
const budget = { left: 2 * total };

const open = async () => ({
  body: (async function* () {
    for (let index = 0; index < chunks; index += 1) yield chunk;
  })(),
  contentRange: { start: 0, end: total - 1, total },
});

function skip(rows: CsvRows): null {
  rows.reject('it is none');
  return null;
}

async function retry(): Promise<void> {
  const location = { accountId: '111122223333', region: 'us-east-1' };
  const file = { taskStatus: 'FAILED', bucket: 'store', key: 'failed.csv', md5Checksum: null } as const;
  const aws = createAws(backendAt('http://127.0.0.1:9', location), { attempt: 60_000, call: 60_000 });
  const session = aws.session(anonymous, new AbortController().signal);
  const reader = new ObjectReader(session, { location, bucketName: 'store' }, 'failed.csv');
  const readers = new Map([[file, Object.assign(reader, { open })]]);
  await planRetry({ aws: session, location, files: [file], maxBytes: 2 * total, readers, errorCodes: [] });
  aws.close();
}

/** How often the event loop turned meanwhile. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let next = setImmediate(function count() {
    turns += 1;
    next = setImmediate(count);
  });
  await work();
  clearImmediate(next);
  return turns;
}

test.each<[string, () => Promise<unknown>]>([
  ['all rows', () => readRows({ open }, { ...budget }, skip)],
  [
    'a page',
    () =>
      readCsvPage({
        object: { open, eTag: null },
        ...{ first: 10, after: null, isSearch: true, budget: { ...budget } },
        read: skip,
      }),
  ],
  ['a retry', retry],
])('%s: the event loop turns between the chunks', async (_, work) => {
  expect(await turnsDuring(work)).toBeGreaterThan(chunks / 2);
});
