// The records of a list that is damaged. Each record is found, and the time is proportional to the length of the list.
import { expect, test } from 'vitest';
import { splitJsonList } from '../../../src/aws/client/splitJsonList.ts';

const listOf = (records: readonly string[]) => Buffer.from(`{"VaultList":[${records.join(',')}],"Marker":null}`);

test.each([
  ['an invalid escape', '{"VaultName":"\\q","Extra":7}'],
  ['a missing brace', '{"VaultName":"a","Extra":[7]'],
  ['a missing quote', '{"VaultName":"a,"Extra":7}'],
])('many records with %s take time in proportion', (_, record) => {
  const bytes = listOf([...Array<string>(100_000).fill(record), '{"VaultName":"good"}']);
  // 0.2 s. In quadratic time it takes hours, and the test runs out of time.
  const records = splitJsonList(bytes, 'VaultList')?.records ?? [];
  expect(records).toHaveLength(100_001);
  expect(records.at(-1)?.toString()).toBe('{"VaultName":"good"}');
});

test('a record that is longer than those of AWS is found whole', () => {
  const long = JSON.stringify({ VaultName: 'long', Extra: 'x'.repeat(200_000) });
  const records = splitJsonList(listOf(['{"VaultName":"\\q"}', long, '{"VaultName":"good"}']), 'VaultList')?.records;
  expect(records?.map(String)).toEqual(['{"VaultName":"\\q"}', long, '{"VaultName":"good"}']);
});

test.each([
  ['UploadId', '{"UploadId":"u1","Extra":"\\q"}', 'u1'],
  ['UploadId', '{"Size":7, "UploadId" : "u1"', 'u1'],
  ['UploadId', '{"VaultName":"v","JobId":"j"}', null],
  ['UploadId', '{"UploadId":"\\q"}', null],
  ['UploadId', '{"UploadId":7}', null],
])('a record that is damaged is named by its %s: %s', (idMember, record, id) => {
  expect(splitJsonList(listOf([record]), 'VaultList')?.idOf(Buffer.from(record), idMember)).toBe(id);
});
