// 64-bit integers on the wire, in both directions. The SDK for JavaScript rounds them, so these are requests and responses as text.
import { describe, expect, test } from 'vitest';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { DAY, START, start } from './support.ts';

const most = '9223372036854775807';
const headers = { 'x-amz-glacier-version': '2012-06-01' };

async function withPolicy() {
  const { simulator } = await start();
  const address = `${simulator.url}/-/policies/data-retrieval`;
  const set = async (bytesPerHour: string) => {
    const body = `{"Policy":{"Rules":[{"Strategy":"BytesPerHour","BytesPerHour":${bytesPerHour}}]}}`;
    const response = await fetch(address, { method: 'PUT', headers, body });
    return response.ok ? 'ok' : ((await response.json()) as { code: string; message: string }).code;
  };
  const get = async () => (await fetch(address, { headers })).text();
  return { set, get };
}

describe('a 64-bit integer in JSON', () => {
  test.each(['1', '9007199254740991', '9007199254740992', '9007199254740993', '1234567890123456789', most])(
    '%s is returned as it was sent',
    async (text) => {
      const { set, get } = await withPolicy();
      expect(await set(text)).toBe('ok');
      expect(await get()).toBe(`{"Policy":{"Rules":[{"Strategy":"BytesPerHour","BytesPerHour":${text}}]}}`);
    },
  );

  test.each(['9223372036854775808', '-9223372036854775809', '1e19', '1.5', '"5"', 'true', '[5]'])(
    '%s is no such integer',
    async (text) => {
      const { set } = await withPolicy();
      expect(await set(text)).toBe('SerializationException');
    },
  );

  test('-9223372036854775808 is one, and not a rate', async () => {
    const { set } = await withPolicy();
    expect(await set('-9223372036854775808')).toBe('InvalidParameterValueException');
  });
});

test('the limit of an inventory is echoed with all its digits', async () => {
  const { simulator, location } = await start();
  const vault = simulator.world.addVault(location, 'v', START - 9 * DAY);
  simulator.world.addArchive(vault, { content: zeroContent(1), createdAt: START - 8 * DAY });
  const body = `{"Type":"inventory-retrieval","InventoryRetrievalParameters":{"Limit":"${most}"}}`;
  const started = await fetch(`${simulator.url}/-/vaults/v/jobs`, { method: 'POST', headers, body });
  const job = await fetch(`${simulator.url}/-/vaults/v/jobs/${started.headers.get('x-amz-job-id')}`, { headers });
  expect(await job.json()).toMatchObject({ InventoryRetrievalParameters: { Limit: most } });
});

test.each(['0', '-1', '9223372036854775808', '1.5', 'many', ''])(
  'an inventory of %j archives is refused',
  async (limit) => {
    const { simulator, location } = await start();
    const vault = simulator.world.addVault(location, 'v', START - 9 * DAY);
    simulator.world.addArchive(vault, { content: zeroContent(1), createdAt: START - 8 * DAY });
    const body = JSON.stringify({ Type: 'inventory-retrieval', InventoryRetrievalParameters: { Limit: limit } });
    const response = await fetch(`${simulator.url}/-/vaults/v/jobs`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ code: 'InvalidParameterValueException' });
  },
);

describe('a 64-bit integer in XML', () => {
  const filter = (size: string) =>
    `<CreateJobRequest><ConfirmationRequired>false</ConfirmationRequired><Operation><S3DeleteObjectTagging/></Operation>
    <Report><Enabled>false</Enabled></Report><ClientRequestToken>${size}</ClientRequestToken><Priority>1</Priority>
    <RoleArn>arn:aws:iam::111122223333:role/batch</RoleArn><ManifestGenerator><S3JobManifestGenerator>
    <SourceBucket>arn:aws:s3:::b</SourceBucket><EnableManifestOutput>false</EnableManifestOutput>
    <Filter><ObjectSizeGreaterThanBytes>${size}</ObjectSizeGreaterThanBytes></Filter>
    </S3JobManifestGenerator></ManifestGenerator></CreateJobRequest>`;

  async function withJobs() {
    const { simulator } = await start();
    const address = `${simulator.url}/v20180820/jobs`;
    const account = { 'x-amz-account-id': '111122223333' };
    const create = async (size: string) => {
      const response = await fetch(address, { method: 'POST', headers: account, body: filter(size) });
      const text = await response.text();
      return { id: /<JobId>(.*)<\/JobId>/.exec(text)?.[1], code: /<Code>(.*)<\/Code>/.exec(text)?.[1] };
    };
    const describeJob = async (id: string | undefined) =>
      (await fetch(`${address}/${id}`, { headers: account })).text();
    return { create, describeJob };
  }

  test.each(['0', '9007199254740993', most])('%s is returned as it was sent', async (text) => {
    const { create, describeJob } = await withJobs();
    const { id } = await create(text);
    expect(await describeJob(id)).toContain(`<ObjectSizeGreaterThanBytes>${text}</ObjectSizeGreaterThanBytes>`);
    expect((await create(text)).id, 'the same request is the same job').toBe(id);
  });

  test.each(['9223372036854775808', '1.5', '1e3', ''])('%j is no such integer', async (text) => {
    const { create } = await withJobs();
    expect(await create(text)).toEqual({ id: undefined, code: 'MalformedXML' });
  });
});

test.each([
  ['3600', 200],
  ['899', 400],
  ['43201', 400],
  [most, 400],
  ['an hour', 400],
])('a role that is assumed for %s seconds gets status %i', async (seconds, status) => {
  const { simulator } = await start();
  const body = new URLSearchParams({
    Action: 'AssumeRole',
    RoleArn: 'arn:aws:iam::444455556666:role/r',
    RoleSessionName: 's',
    DurationSeconds: seconds,
  });
  expect((await fetch(simulator.url, { method: 'POST', body })).status).toBe(status);
});
