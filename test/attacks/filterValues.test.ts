// Conditions that nothing in AWS can match. A search for them would read all that one request may read, and find nothing.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failedBatchJob } from '../../src/simulator/demo/seedReportedJobs.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

let gateway: TestGateway;
let inventory: string;
beforeAll(async () => {
  gateway = await startGateway();
  const { vault } = await gateway.data('{ vault(name: "media-masters") { latestInventory { inventory { id } } } }');
  inventory = vault.latestInventory.inventory.id;
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(() => void gateway.calls());

const badKey = 'a key has 1 to 128 letters, digits, spaces and _ . : / = + - @.';
const badValue = 'a value has at most 256 letters, digits, spaces and _ . : / = + - @.';

describe('a tag that no job can have', () => {
  test.each([
    [{ key: '' }, 'key', badKey],
    [{ key: 'a\0b' }, 'key', badKey],
    [{ key: 'k'.repeat(129) }, 'key', badKey],
    [{ key: 'team', value: 'a\u0001b' }, 'value', badValue],
    [{ key: 'team', value: 'v'.repeat(257) }, 'value', badValue],
  ])('is rejected by a search before any call: %j', async (tag, member, reason) => {
    const tags = [{ key: 'team' }, tag];
    const query = 'query ($tags: [TagFilter!]) { jobs(filter: { tags: $tags }) { totalCount } }';
    const { errors } = await gateway.query(query, { tags });
    const message = `filter.tags.1.${member}: ${reason}`;
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);

    const mutation = `mutation ($tags: [TagFilter!]) {
      cancelBatchJobs(input: { jobs: { filter: { tags: $tags } }, dryRun: true }) { ... on InvalidInputError { path message } }
    }`;
    const path = ['input', 'jobs', 'filter', 'tags', '1', member];
    const { cancelBatchJobs } = await gateway.data(mutation, { tags });
    expect(cancelBatchJobs).toEqual({ path, message: `${path.join('.')}: ${reason}` });
    expect(gateway.calls()).toEqual({});
  });

  test('differs from one of AWS, which a search may name', async () => {
    const filter = 'filter: { tags: [{ key: "aws:cloudformation:stack-name", value: "" }] }';
    expect((await gateway.data(`{ jobs(${filter}) { totalCount } }`)).jobs).toEqual({ totalCount: 0 });
  });
});

test.each([
  [{ archiveId: 'a/b' }, 'filter.archiveId: an ID of AWS has 1 to 1024 of the characters a-z A-Z 0-9 _ -.'],
  [{ archiveId: '' }, 'filter.archiveId: an ID of AWS has 1 to 1024 of the characters a-z A-Z 0-9 _ -.'],
  [{ minSizeInBytes: -1 }, 'filter.minSizeInBytes: the value must be at least 0.'],
  [{ maxSizeInBytes: -1 }, 'filter.maxSizeInBytes: the value must be at least 0.'],
])('a search for archives that cannot be is rejected before any call: %j', async (filter, message) => {
  const query = `query ($id: ID!, $filter: InventoryArchiveFilter) {
    node(id: $id) { ... on Inventory { archives(filter: $filter) { nodes { archiveId } } } }
  }`;
  const { errors } = await gateway.query(query, { id: inventory, filter });
  expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(gateway.calls()['glacier.GetJobOutput']).toBeUndefined();
});

test.each([
  [{ errorCodes: ['AccessDenied', ''] }, 'filter.errorCodes.1: a code has at least 1 character.'],
  [{ httpStatusCodes: [403, 99] }, 'filter.httpStatusCodes.1: the value must be between 100 and 599.'],
  [{ httpStatusCodes: [600] }, 'filter.httpStatusCodes.0: the value must be between 100 and 599.'],
])('a search for tasks that cannot be reads no file of the report: %j', async (filter, message) => {
  const query = `query ($id: String!, $filter: ReportTaskFilter) {
    batchJob(jobId: $id) { report { contents { tasks(filter: $filter) { nodes { key } } } } }
  }`;
  const { errors } = await gateway.query(query, { id: failedBatchJob().jobId, filter });
  expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
  // The manifest of the report, once for all tests.
  expect(gateway.calls()['s3.GetObject'] ?? 0).toBeLessThanOrEqual(1);
});
