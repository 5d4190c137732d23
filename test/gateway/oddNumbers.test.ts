// Numbers of AWS that its documents exclude. None is an internal error: a list skips the record, and a field has an error.
import { expect, test } from 'vitest';
import { startRewriting } from '../support/startRewriting.ts';

const odd = ['1.5', '-1', '1e300', '1e999', '"5"', '[]', 'true'];
const vault = 'media-masters';

test.each(odd)('a size, count, limit or rate of %s is unreadable', async (number) => {
  await using aws = await startRewriting();
  const numbers = /"(SizeInBytes|NumberOfArchives|ArchiveSizeInBytes|InventorySizeInBytes)":(?:\d+|null)/g;
  aws.rewrite(({ path, text, method }) =>
    method !== 'GET'
      ? null
      : path.endsWith('/policies/data-retrieval')
        ? { status: 200, body: `{"Policy":{"Rules":[{"Strategy":"BytesPerHour","BytesPerHour":${number}}]}}` }
        : /\/vaults/.test(path)
          ? { status: 200, body: text.replace(numbers, `"$1":${number}`) }
          : null,
  );
  const { data, errors } = await aws.gateway.query(`{
    vault(name: "${vault}") { name sizeInBytes numberOfArchives jobs { nodes { ... on VaultJob { jobId } } skippedRecords { count } } }
    vaults(first: 3, filter: { accountIds: ["111122223333"], regions: ["us-east-1"] }) { nodes { name sizeInBytes } skippedRecords { count } }
    dataRetrievalPolicy { rules { bytesPerHour } } }`);
  expect(data.dataRetrievalPolicy).toBeNull();
  expect(data.vaults.skippedRecords.count).toBeGreaterThan(0);
  expect(errors?.length).toBeGreaterThan(0);
  for (const { extensions } of errors ?? []) expect(extensions.code).toBe('SERVICE_UNAVAILABLE');
});

test.each(['1.5', '-1', '1e300', 'NaN', 'Infinity'])(
  'tasks or a time of %s in a Batch job are unreadable',
  async (number) => {
    await using aws = await startRewriting();
    for (const member of ['TotalNumberOfTasks', 'NumberOfTasksFailed', 'ElapsedTimeInActiveSeconds', 'Priority']) {
      if (member === 'Priority' && number === '-1') continue;
      const element = new RegExp(`<${member}>[^<]*<`);
      let changed = 0;
      aws.rewrite(({ path, text }) => {
        if (!/\/v20180820\/jobs$/.test(path) || !element.test(text)) return null;
        changed += 1;
        return { status: 200, body: text.replace(element, `<${member}>${number}<`) };
      });
      const { data, errors } = await aws.gateway.query(
        '{ batchJobs(first: 50) { nodes { priority progressSummary { totalNumberOfTasks elapsedTimeInActiveSeconds fractionDone } } skippedRecords { count } } }',
      );
      expect(errors).toBeUndefined();
      if (changed > 0) expect(data.batchJobs.skippedRecords.count, member).toBeGreaterThan(0);
    }
  },
);
