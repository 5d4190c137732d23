// The records of a list that is damaged. Each record is found, and the time is proportional to the length of the list.
import { expect, test } from 'vitest';
import { splitJsonList } from '../../../src/aws/client/splitJsonList.ts';
import { cpuMilliseconds } from '../../support/cpuMilliseconds.ts';

const listOf = (records: readonly string[]) => Buffer.from(`{"VaultList":[${records.join(',')}],"Marker":null}`);

test.each([
  ['an invalid escape', '{"VaultName":"\\q","Extra":7}'],
  ['a missing brace', '{"VaultName":"a","Extra":[7]'],
  ['a missing quote', '{"VaultName":"a,"Extra":7}'],
])('eight times as many records with %s take eight times as long', async (_, record) => {
  const cpuOf = (count: number) =>
    cpuMilliseconds(() => {
      const bytes = listOf([...Array<string>(count).fill(record), '{"VaultName":"good"}']);
      const records = splitJsonList(bytes, 'VaultList', 4096)?.records ?? [];
      expect(records).toHaveLength(count + 1);
      expect(records.at(-1)?.toString()).toBe('{"VaultName":"good"}');
    });
  // Lists of several times the longest record. In quadratic time the ratio is up to 64. A garbage collection falls into one of
  // the two long measurements at most.
  await cpuOf(1000);
  const short = await cpuOf(1000);
  expect(Math.min(await cpuOf(8000), await cpuOf(8000)) / short).toBeLessThan(20);
});

test('a record that is longer than those of AWS is found whole', () => {
  const long = JSON.stringify({ VaultName: 'long', Extra: 'x'.repeat(200_000) });
  const records = splitJsonList(listOf(['{"VaultName":"\\q"}', long, '{"VaultName":"good"}']), 'VaultList')?.records;
  expect(records?.map(String)).toEqual(['{"VaultName":"\\q"}', long, '{"VaultName":"good"}']);
});
