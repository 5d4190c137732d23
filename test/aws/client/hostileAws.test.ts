// Responses that no AWS sends: of proxies, of other servers with its protocol, and of hostile ones. None is taken for a list
// that is whole, none hides that AWS has accepted a write, and no request goes to another host.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { createVault } from '../../../src/aws/glacier/createVault.ts';
import { describeJob as describeGlacierJob } from '../../../src/aws/glacier/describeJob.ts';
import { getJobOutput } from '../../../src/aws/glacier/getJobOutput.ts';
import { initiateJob } from '../../../src/aws/glacier/initiateJob.ts';
import { listVaults } from '../../../src/aws/glacier/listVaults.ts';
import { describeJob } from '../../../src/aws/s3control/describeJob.ts';
import { listJobs } from '../../../src/aws/s3control/listJobs.ts';
import { readOutput } from '../../../src/outputs/readOutput.ts';
import { backendAt } from '../backendAt.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const vault = { ...location, vaultName: 'v' };
const job = { ...vault, jobId: 'j' };
const page = { limit: 10, marker: null };
const never = new AbortController().signal;

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

async function startAws(answer: Answer, timeouts = { attempt: 30_000, call: 30_000 }) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    requests.push(`${request.method} ${request.url}`);
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const aws = createAws(backendAt(endpoint, location), timeouts);
  return {
    endpoint,
    requests,
    session: aws.session(anonymous, never),
    [Symbol.asyncDispose]: async () => {
      aws.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const answering =
  (body: string | Buffer, headers: Record<string, string> = {}, status = 200): Answer =>
  (response) =>
    response.writeHead(status, headers).end(body);

const vaultList = (...records: string[]) => `{"VaultList":[${records.join(',')}],"Marker":null}`;

/** The names of the vaults, and those of the records that were skipped. */
async function vaultsOf(body: string | Buffer, headers: Record<string, string> = {}) {
  await using aws = await startAws(answering(body, headers));
  const { items, skipped } = await listVaults(aws.session, location, page);
  return [items.map(({ vaultName }) => vaultName), (skipped?.first ?? []).map(({ id }) => id)];
}

test.each(['gzip', 'br', 'GZIP', 'x-unknown', 'identity, gzip'])(
  'an output in the encoding %s is that of a proxy',
  async (encoding) => {
    const headers = { 'content-encoding': encoding, 'x-amzn-requestid': 'r' };
    await using aws = await startAws(answering(gzipSync('{"ArchiveList":[]}'), headers));
    await expect(getJobOutput(aws.session, job)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: 'A compressed response came in place of a response of AWS. Check for a proxy in front of AWS.',
    });
  },
);

test.each(['identity', ' Identity ', ''])('an output in the encoding "%s" is read', async (encoding) => {
  await using aws = await startAws(answering('0123456789', { 'content-encoding': encoding }));
  const { bytes } = await readOutput((range) => getJobOutput(aws.session, job, range), { start: 0, end: 9 });
  let read = '';
  for await (const piece of bytes) read += Buffer.from(piece).toString();
  expect(read).toBe('0123456789');
});

describe('a list', () => {
  test.each([
    ['is compressed although nobody asked for it', gzipSync(vaultList('{"VaultName":"a"}')), {}],
    ['is compressed and says so', brotliCompressSync(vaultList('{"VaultName":"a"}')), { 'content-encoding': 'br' }],
    ['is followed by another', vaultList('{"VaultName":"a"}') + vaultList('{"VaultName":"b"}'), {}],
    ['is in UTF-16', Buffer.from(vaultList('{"VaultName":"a"}'), 'utf16le'), {}],
    ['is there twice', '{"VaultList":[{"VaultName":"a"}],"VaultList":[{"VaultName":"b"}]}', {}],
    ['is there twice in other letters', '{"VaultList":[{"VaultName":"a"}],"Vault\\u004cist":[{"VaultName":"b"}]}', {}],
    ['is there twice beside a bad record', '{"VaultList":[{"VaultName":"\\q"}],"VaultList":[{"VaultName":"b"}]}', {}],
    ['has two markers', '{"VaultList":[{"VaultName":"a"}],"Marker":"m","Marker":null}', {}],
    ['has a record that is nested too deep and cut', `{"VaultList":[{"VaultName":"a","X":${'['.repeat(100_000)}`, {}],
  ])('that %s is unreadable', async (_, body, headers) => {
    await expect(vaultsOf(body, headers as Record<string, string>)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });

  test.each([
    ['a name with a path', '{"VaultName":"../x y"}', '../x y'],
    ['a name with NUL', '{"VaultName":"a\\u0000"}', 'a\u0000'],
    ['a name that is a parent folder', '{"VaultName":".."}', '..'],
    ['a name of 300 characters', `{"VaultName":"${'n'.repeat(300)}"}`, 'n'.repeat(300)],
    ['two names', '{"VaultName":"b","VaultName":"c"}', 'b'],
    ['the name of another record and other members', '{"VaultName":"a","NumberOfArchives":7}', 'a'],
    ['no name of its own', '{"__proto__":{"VaultName":"p"}}', null],
    ['a size of a text', '{"VaultName":"b","LastInventoryDate":"2026-01-01T00:00:00Z","SizeInBytes":"12"}', 'b'],
    ['a size of 1e400', '{"VaultName":"b","LastInventoryDate":"2026-01-01T00:00:00Z","SizeInBytes":1e400}', 'b'],
  ])('with a record that has %s has the others, and names it', async (_, record, name) => {
    expect(await vaultsOf(vaultList('{"VaultName":"a"}', record, '{"VaultName":"z"}'))).toEqual([['a', 'z'], [name]]);
  });

  test('with two equal records has one of them, and misses none', async () => {
    expect(await vaultsOf(vaultList('{"VaultName":"a"}', '{"VaultName":"a"}'))).toEqual([['a'], []]);
    const reordered = vaultList('{"VaultName":"a","NumberOfArchives":7}', '{"NumberOfArchives":7,"VaultName":"a"}');
    expect(await vaultsOf(reordered)).toEqual([['a'], []]);
  });

  test('with a record that is nested 100,000 deep has it, also beside a bad one', async () => {
    const deep = `{"VaultName":"deep","X":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(await vaultsOf(vaultList(deep, '{"VaultName":"b"}'))).toEqual([['deep', 'b'], []]);
    expect(await vaultsOf(vaultList(deep, '{"VaultName":"\\q"}', '{"VaultName":"c"}'))).toEqual([
      ['deep', 'c'],
      [null],
    ]);
  });

  test('that a server calls HTML is read', async () => {
    expect(await vaultsOf(vaultList('{"VaultName":"a"}'), { 'content-type': 'text/html' })).toEqual([['a'], []]);
  });
});

const xmlOf = (...members: string[]) =>
  `<?xml version="1.0"?><ListJobsResult><Jobs>${members.join('')}</Jobs></ListJobsResult>`;
const member = (id: string, created = '<CreationTime>2026-01-01T00:00:00Z</CreationTime>', more = '') =>
  `<member><JobId>${id}</JobId><Operation>LambdaInvoke</Operation><Priority>1</Priority><Status>Active</Status>${created}${more}</member>`;

describe('a Batch job', () => {
  test.each([
    ['31 February', '<CreationTime>2026-02-31T00:00:00Z</CreationTime>'],
    ['the year 0', '<CreationTime>0000-01-01T00:00:00Z</CreationTime>'],
    ['31 February in CDATA', '<CreationTime><![CDATA[2026-02-31T00:00:00Z]]></CreationTime>'],
    ['31 February with an attribute', '<CreationTime a="b">2026-02-31T00:00:00Z</CreationTime>'],
    ['29 February of another year', '<CreationTime>2026-02-29T00:00:00Z</CreationTime>'],
  ])('of %s is skipped in a list and unreadable alone', async (_, created) => {
    await using list = await startAws(answering(xmlOf(member('a'), member('b', created), member('c'))));
    const { items, skipped } = await listJobs(list.session, location, null, page);
    expect(items.map(({ jobId }) => jobId)).toEqual(['a', 'c']);
    expect(skipped?.first).toEqual([
      { position: 1, id: 'b', message: 'Jobs[1] of ListJobs (b) was skipped: it has a date that does not exist.' },
    ]);
    const described = `<DescribeJobResult><Job>${member('b', created).slice(8, -9)}</Job></DescribeJobResult>`;
    await using alone = await startAws(answering(described));
    await expect(describeJob(alone.session, { ...location, jobId: 'b' })).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });

  test('whose list is cut after its last record is not in a whole list', async () => {
    const text = xmlOf(member('a'), member('b')).replace('</Jobs>', '</Jobs><NextToken>t</NextToken>');
    for (const end of ['</Jobs>', '<NextToken>t', '</NextToken>']) {
      const at = text.indexOf(end) + end.length;
      await using aws = await startAws(answering(text.slice(0, at)));
      await expect(listJobs(aws.session, location, null, page)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    }
  });
});

test('a description of another Glacier job than the requested one is unreadable', async () => {
  const described = (id: string) =>
    answering(JSON.stringify({ JobId: id, Action: 'ArchiveRetrieval', CreationDate: '2026-01-01T00:00:00Z' }));
  await using same = await startAws(described(job.jobId));
  expect(await describeGlacierJob(same.session, job)).toMatchObject({ jobId: job.jobId });
  await using other = await startAws(described('other'));
  await expect(describeGlacierJob(other.session, job)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: 'AWS sent another JobId than the requested one.',
  });
});

test.each([
  ['0-4', { start: 0, end: 4 }],
  ['5-1', null],
  ['-5', null],
  ['all', null],
])('a job with the byte range %s has %j', async (range, expected) => {
  const body = { JobId: 'j', CreationDate: '2026-01-01T00:00:00Z', RetrievalByteRange: range };
  await using aws = await startAws(answering(JSON.stringify(body)));
  expect((await describeGlacierJob(aws.session, job)).retrievalByteRange).toEqual(expected);
});

const html = '<!DOCTYPE html><html><body>Sign in</body></html>';

test.each([
  ['a page of HTML', answering(html, { 'content-type': 'text/html' })],
  ['a page of HTML that is called something else', answering(html, { 'content-type': 'application/json' })],
  ['a redirect', answering('', { location: 'http://example.invalid/' }, 302)],
])('%s in place of a read hints at a proxy, and is not followed', async (_, answer) => {
  await using aws = await startAws(answer);
  const reads = [
    listVaults(aws.session, location, page),
    listJobs(aws.session, location, null, page),
    describeJob(aws.session, { ...location, jobId: 'b' }),
  ];
  for (const read of reads) {
    await expect(read).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: expect.stringContaining('Check for a proxy in front of AWS.'),
    });
  }
  expect(aws.requests.length).toBe(reads.length);
});

test.each([301, 302, 303, 307, 308])('a redirect with status %i is not followed', async (status) => {
  await using elsewhere = await startAws(answering(vaultList('{"VaultName":"evil"}')));
  for (const headers of [{}, { 'x-amzn-requestid': 'r' }]) {
    await using aws = await startAws(answering('', { location: `${elsewhere.endpoint}/-/vaults`, ...headers }, status));
    await expect(listVaults(aws.session, location, page)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(createVault(aws.session, vault)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  }
  expect(elsewhere.requests).toEqual([]);
});

describe('a write whose response headers arrived is accepted', () => {
  const accepted = { 'content-length': '100', 'x-amzn-requestid': 'r1' };
  const start = (session: Parameters<typeof initiateJob>[0]) =>
    initiateJob(session, vault, { Type: 'inventory-retrieval' }, async () => undefined);

  test('although its body breaks off', async () => {
    await using aws = await startAws((response, { method }) => {
      response.writeHead(method === 'PUT' ? 201 : 202, { ...accepted, 'x-amz-job-id': 'J1' });
      response.write('{', () => response.destroy());
    });
    await createVault(aws.session, vault);
    expect(await start(aws.session)).toMatchObject({ jobId: 'J1' });
    expect(aws.session.changes).toEqual(['r1', 'r1']);
    expect(aws.requests).toHaveLength(2);
  });

  test('although its body stalls', async () => {
    // Long enough for the headers on a busy machine. The body never comes.
    const patience = { attempt: 4_000, call: 4_000 };
    const stall: Answer = (response, { method }) => {
      response.writeHead(method === 'PUT' ? 201 : 202, { ...accepted, 'x-amz-job-id': 'J1' });
      response.write('{');
    };
    await using aws = await startAws(stall, patience);
    const [, started] = await Promise.all([createVault(aws.session, vault), start(aws.session)]);
    expect(started).toMatchObject({ jobId: 'J1' });
    expect(aws.requests).toHaveLength(2);
  });

  test('but not if no header shows that AWS has answered', async () => {
    await using aws = await startAws((response) => {
      response.writeHead(201, { 'content-length': '100' });
      response.write('{', () => response.destroy());
    });
    await expect(createVault(aws.session, vault)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(start(aws.session)).rejects.toMatchObject({ code: 'INDETERMINATE' });
  });
});

describe('an output', () => {
  const read = async (answer: Answer, range = { start: 0, end: 9 }) => {
    await using aws = await startAws(answer);
    const { bytes, total } = await readOutput((part) => getJobOutput(aws.session, job, part), range);
    const chunks: Buffer[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    return { text: Buffer.concat(chunks).toString(), total };
  };
  const part = (range: string, text: string): Answer => answering(text, { 'content-range': range }, 206);

  test('in the requested range is returned', async () => {
    expect(await read(part('bytes 0-9/40', '0123456789'))).toEqual({ text: '0123456789', total: 40 });
  });

  test.each([
    ['a part that is not named', answering('0123456789', {}, 206)],
    ['a part of another unit', part('items 0-9/40', '0123456789')],
    ['a part of unknown size', part('bytes 0-9/*', '0123456789')],
    ['a part that ends after the output', part('bytes 0-9/5', '0123456789')],
    ['a part that ends before it starts', part('bytes 9-0/40', '0123456789')],
    ['another part', part('bytes 1-10/40', '0123456789')],
    ['more bytes than it describes', part('bytes 0-4/40', '0123456789')],
    ['a page of HTML', answering(html, { 'content-type': 'text/html' })],
  ])('with %s is an error', async (_, answer) => {
    await expect(read(answer)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  test('whose size changes while it is read is an error', async () => {
    let request = 0;
    await using aws = await startAws((response) => {
      request += 1;
      if (request === 1) {
        response.writeHead(206, { 'content-range': 'bytes 0-9/40', 'content-length': '10' });
        response.write('01234', () => response.destroy());
      } else response.writeHead(206, { 'content-range': 'bytes 5-9/41' }).end('56789');
    });
    const { bytes } = await readOutput((range) => getJobOutput(aws.session, job, range), { start: 0, end: 9 });
    const all = async () => {
      for await (const chunk of bytes) expect(chunk.length).toBeGreaterThan(0);
    };
    await expect(all()).rejects.toMatchObject({ message: 'AWS describes different sizes of one output.' });
  });
});
