// The records of a list that is damaged. Each record is found, and the time is proportional to the length of the list.
import { expect, test } from 'vitest';
import { splitJsonList } from '../../../src/aws/client/splitJsonList.ts';

const listOf = (records: readonly string[]) => Buffer.from(`{"VaultList":[${records.join(',')}],"Marker":null}`);

test.each([
  ['an invalid escape', '{"VaultName":"\\q","Extra":7}'],
  ['a missing brace', '{"VaultName":"a","Extra":[7]'],
  ['a missing quote', '{"VaultName":"a,"Extra":7}'],
])('twice as many records with %s take twice the time', (_, record) => {
  const cpuOf = (count: number) => {
    const bytes = listOf([...Array<string>(count).fill(record), '{"VaultName":"good"}']);
    const before = process.cpuUsage();
    const records = splitJsonList(bytes, 'VaultList', 4096)?.records ?? [];
    const { user } = process.cpuUsage(before);
    expect(records).toHaveLength(count + 1);
    expect(records.at(-1)?.toString()).toBe('{"VaultName":"good"}');
    return user;
  };
  // Lists of several times the longest record. In quadratic time, the ratio is 4 and more.
  cpuOf(2000);
  expect(cpuOf(8000) / cpuOf(4000)).toBeLessThan(3);
});

test('a record that is longer than those of AWS is found whole', () => {
  const long = JSON.stringify({ VaultName: 'long', Extra: 'x'.repeat(200_000) });
  const records = splitJsonList(listOf(['{"VaultName":"\\q"}', long, '{"VaultName":"good"}']), 'VaultList')?.records;
  expect(records?.map(String)).toEqual(['{"VaultName":"\\q"}', long, '{"VaultName":"good"}']);
});
