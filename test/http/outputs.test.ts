import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { contentDisposition } from '../../src/http/endpoints/serveOutput.ts';
import { TreeHasher } from '../../src/outputs/downloads/treeHasher.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const jobsQuery = `{
  vault(name: "media-masters") {
    jobs(statusCode: SUCCEEDED, first: 200) {
      nodes {
        __typename
        ... on VaultJob { id jobId completionDate }
        ... on ArchiveRetrievalJob { sha256TreeHash output { url expiresAt guaranteedUntil remainingSeconds isExpiringSoon contentType sizeInBytes } }
        ... on InventoryRetrievalJob { output { url expiresAt guaranteedUntil remainingSeconds isExpiringSoon contentType sizeInBytes } }
      }
    }
  }
}`;

interface Got {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** Whether the body has as many bytes as content-length says. */
  isWhole: boolean;
}

const get = (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => undefined);
      response.on('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
          isWhole: response.complete,
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });

const treeHash = (bytes: Buffer): string => {
  const hasher = new TreeHasher();
  hasher.update(bytes);
  return hasher.digest();
};

interface Job {
  id: string;
  __typename: string;
  sha256TreeHash: string;
  completionDate: string;
  output: {
    url: string;
    expiresAt: string;
    guaranteedUntil: string;
    remainingSeconds: number;
    isExpiringSoon: boolean;
    contentType: string;
    sizeInBytes: number;
  };
}

const isArchive = ({ __typename }: Job) => __typename === 'ArchiveRetrievalJob';

interface Spoiler extends AsyncDisposable {
  url: string;
  /** Which byte of the output it changes; null for none. */
  spoils: number | null;
  /**
   * The byte of the output before which it stops without an end; null for none. Otherwise the buffers of a busy machine may take
   * more than the test means. The gateway holds back the last bytes, so it is somewhat later than the client interrupts.
   */
  stalls: number | null;
}

/** Forwards every request to the simulator, changes one byte of an archive, and may stop before another. */
async function startSpoiler(target: string): Promise<Spoiler> {
  const spoiler: Pick<Spoiler, 'spoils' | 'stalls'> = { spoils: 0, stalls: null };
  const server = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const forward = request(target + url, { method, headers, agent: false }, (response) => {
      answer.writeHead(response.statusCode ?? 0, response.headers);
      let at = Number(/^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1] ?? 0);
      if (response.headers['content-type'] !== 'application/octet-stream') at = Number.POSITIVE_INFINITY;
      response.on('data', (chunk: Buffer) => {
        const index = (spoiler.spoils ?? -1) - at;
        if (index >= 0 && index < chunk.length) chunk[index] = (chunk[index] ?? 0) ^ 1;
        const rest = (spoiler.stalls ?? Number.POSITIVE_INFINITY) - at;
        at += chunk.length;
        answer.write(rest < chunk.length ? chunk.subarray(0, Math.max(0, rest)) : chunk);
        if (rest <= chunk.length) response.pause();
      });
      response.on('end', () => answer.end());
      answer.on('close', () => response.destroy());
    });
    asked.pipe(forward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(spoiler, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** The first bytes of a download that its client interrupts. */
const begin = (url: string, count: number, headers: Record<string, string> = {}): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    const sent = request(url, { agent: false, headers }, (response) => {
      response.on('error', () => undefined);
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        received += chunk.length;
        if (received < count) return;
        sent.destroy();
        resolve(Buffer.concat(chunks).subarray(0, count));
      });
    });
    sent.on('error', reject);
    sent.end();
  });

/** A finished retrieval of some MiB, and a finished inventory. */
async function finished(gateway: TestGateway): Promise<{ archive: Job; inventory: Job }> {
  const jobs: Job[] = (await gateway.data(jobsQuery)).vault.jobs.nodes;
  const archive = jobs.find((job) => isArchive(job) && job.sha256TreeHash && job.output.sizeInBytes > 3_000_000);
  const inventory = jobs.find((job) => !isArchive(job));
  if (!archive || !inventory) throw new Error('the demo world has no such jobs');
  gateway.calls();
  return { archive, inventory };
}

describe('an output', () => {
  test('says for how long it is guaranteed, and whether that ends soon', async () => {
    await using gateway = await startGateway({ EXPIRING_SOON_SECONDS: 3_600 });
    const { archive } = await finished(gateway);
    const left = Date.parse(archive.output.guaranteedUntil) - gateway.clock.now();
    expect(archive.output).toMatchObject({ remainingSeconds: Math.floor(left / 1000), isExpiringSoon: false });
    gateway.clock.advance(left - 3_600_000);
    const later = async () => {
      const jobs: Job[] = (await gateway.data(jobsQuery)).vault.jobs.nodes;
      return jobs.find(({ id }) => id === archive.id)?.output;
    };
    expect(await later()).toMatchObject({ remainingSeconds: 3_600, isExpiringSoon: true });
  });
});

describe('a download', () => {
  test('is the whole archive, with its size, its hash and a file name', async () => {
    await using gateway = await startGateway();
    const { archive } = await finished(gateway);
    const { output } = archive;
    expect(Date.parse(output.guaranteedUntil) - Date.parse(archive.completionDate)).toBe(24 * 3_600_000);
    const got = await get(output.url);
    expect(got).toMatchObject({ status: 200, isWhole: true });
    expect(got.body.length).toBe(output.sizeInBytes);
    expect(treeHash(got.body)).toBe(archive.sha256TreeHash);
    expect(got.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(output.sizeInBytes),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
    });
    expect(got.headers['content-disposition']).toMatch(/^attachment; filename="/);
    // The list has shown that the job has ended.
    expect(gateway.calls()).toEqual({ 'glacier.GetJobOutput': 1 });
  });

  test('has the name that the query returned, which costs one call for an archive and none for an inventory', async () => {
    await using gateway = await startGateway();
    const { archive, inventory } = await finished(gateway);
    const named = async ({ id }: Job) => {
      const { node } = await gateway.data(
        `query ($id: ID!) { node(id: $id) { ... on ArchiveRetrievalJob { output { fileName } }
          ... on InventoryRetrievalJob { output { fileName } } } }`,
        { id },
      );
      return node.output.fileName;
    };
    const ofArchive = await named(archive);
    expect(gateway.calls()).toEqual({ 'glacier.GetJobOutput': 1 });
    const ofInventory = await named(inventory);
    expect(gateway.calls()).toEqual({});
    for (const [job, name] of [
      [archive, ofArchive],
      [inventory, ofInventory],
    ] as const) {
      expect((await get(job.output.url)).headers['content-disposition']).toBe(contentDisposition(name));
    }
  });

  test('of an inventory has the bytes that AWS returned', async () => {
    await using gateway = await startGateway();
    const { inventory } = await finished(gateway);
    const got = await get(inventory.output.url);
    expect(got).toMatchObject({ status: 200, isWhole: true });
    expect(got.headers['content-type']).toBe(inventory.output.contentType);
    expect(got.body.length).toBe(inventory.output.sizeInBytes);
  });

  test('is resumed by range, and each part equals that part of the whole', async () => {
    await using gateway = await startGateway();
    const { output } = (await finished(gateway)).archive;
    const whole = await get(output.url);
    const { etag = '' } = whole.headers;
    const size = output.sizeInBytes;
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 0],
      ['bytes=1048577-2000000', 1_048_577, 2_000_000],
      ['bytes=2500000-', 2_500_000, size - 1],
      ['bytes=-5', size - 5, size - 1],
    ] as const) {
      const part = await get(output.url, { range, 'if-range': etag });
      expect(part).toMatchObject({ status: 206, isWhole: true });
      expect(part.headers['content-range']).toBe(`bytes ${start}-${end}/${size}`);
      expect(part.body.equals(whole.body.subarray(start, end + 1))).toBe(true);
    }
    expect(await get(output.url, { range: 'bytes=5-9', 'if-range': '"another"' })).toMatchObject({ status: 200 });
    const beyond = await get(output.url, { range: `bytes=${size}-` });
    expect(beyond.status).toBe(416);
    expect(beyond.headers['content-range']).toBe(`bytes */${size}`);
    expect(await get(output.url, { 'if-none-match': etag })).toMatchObject({ status: 304 });
  });

  test('with If-Match is sent only if it is that output', async () => {
    await using gateway = await startGateway();
    const { output } = (await finished(gateway)).archive;
    const { headers, body } = await get(output.url);
    const etag = String(headers['etag']);
    for (const own of [etag, '*', `"other", ${etag}`]) {
      const part = await get(output.url, { range: 'bytes=5-9', 'if-match': own });
      expect([part.status, part.body.equals(body.subarray(5, 10))]).toEqual([206, true]);
    }
    gateway.calls();
    for (const other of ['"other"', `W/${etag}`, '', 'other']) {
      for (const method of ['GET', 'HEAD'])
        expect(
          await get(output.url, { range: 'bytes=5-9', 'if-match': other, 'if-none-match': etag }, method),
        ).toMatchObject({
          status: 412,
        });
    }
    expect(gateway.calls()).toEqual({});
  });

  test('by HEAD has the headers alone', async () => {
    await using gateway = await startGateway();
    const { output } = (await finished(gateway)).archive;
    const [head, whole] = [await get(output.url, {}, 'HEAD'), await get(output.url)];
    expect(head.status).toBe(200);
    expect(head.body.length).toBe(0);
    const names = ['content-type', 'content-length', 'content-disposition', 'etag', 'accept-ranges'];
    for (const name of names) expect(head.headers[name]).toBe(whole.headers[name]);
  });

  test('continues after AWS cuts the connection', async () => {
    await using gateway = await startGateway();
    const { archive } = await finished(gateway);
    gateway.simulator.faults.set([
      { operation: 'glacier.GetJobOutput', call: { from: 1, to: 2 }, when: 'after', kind: 'truncated' },
    ]);
    const got = await get(archive.output.url);
    expect(got).toMatchObject({ status: 200, isWhole: true });
    expect(treeHash(got.body)).toBe(archive.sha256TreeHash);
    expect(gateway.calls()).toEqual({ 'glacier.GetJobOutput': 3 });
  });

  test('that AWS cuts repeatedly ends as an incomplete response', async () => {
    await using gateway = await startGateway();
    const { output } = (await finished(gateway)).archive;
    gateway.simulator.faults.set([
      { operation: 'glacier.GetJobOutput', call: 1, when: 'after', kind: 'truncated' },
      {
        operation: 'glacier.GetJobOutput',
        call: { from: 2, to: 1000 },
        kind: 'error',
        status: 400,
        code: 'NoSuchThing',
      },
    ]);
    const got = await get(output.url);
    expect(got.status).toBe(200);
    expect(got.isWhole).toBe(false);
    expect(got.body.length).toBeLessThan(output.sizeInBytes);
  });

  test('whose bytes do not match the tree hash of AWS ends as an incomplete response', async () => {
    await using real = await startGateway();
    await using spoiler = await startSpoiler(real.simulator.url);
    await using gateway = await startGateway({ endpoint: spoiler.url });
    const { output } = (await finished(gateway)).archive;
    const got = await get(output.url);
    expect(got.status).toBe(200);
    expect(got.isWhole).toBe(false);
    expect(got.body.length).toBeLessThan(output.sizeInBytes);
  });

  test('that failed its tree hash is refused in parts until it was read correctly from start to end', async () => {
    await using real = await startGateway();
    await using spoiler = await startSpoiler(real.simulator.url);
    await using gateway = await startGateway({ endpoint: spoiler.url });
    const { output } = (await finished(gateway)).archive;
    const part = { range: 'bytes=1000-' };
    expect((await get(output.url, part)).status).toBe(206);
    const cut = await get(output.url);
    expect(cut.isWhole).toBe(false);
    spoiler.spoils = null;
    // As `curl -C -` asks for the rest.
    for (const range of [`bytes=${cut.body.length}-`, 'bytes=0-99', 'bytes=-1']) {
      const refused = await get(output.url, { range });
      expect(refused.status).toBe(502);
      expect(refused.headers).not.toHaveProperty('accept-ranges');
      expect(JSON.parse(refused.body.toString()).errors[0].message).toBe(
        'This output did not match its tree hash when it was last downloaded, so parts of it are refused. Delete what you have, and download the whole output without a range.',
      );
      expect((await get(output.url, { range }, 'HEAD')).status).toBe(502);
    }
    expect((await get(output.url, {}, 'HEAD')).status).toBe(200);
    // Every other caller gets the same.
    const { url } = (await finished(gateway)).archive.output;
    expect((await get(url, part)).status).toBe(502);
    const whole = await get(url, { range: 'bytes=0-' });
    expect(whole).toMatchObject({ status: 206, isWhole: true });
    expect((await get(output.url, part)).status).toBe(206);
  });

  test.each([
    ['nothing is wrong', null, null, true],
    ['a byte was wrong before', 5, null, false],
    ['a byte was wrong shortly before', 1_500_000 - 1, null, false],
    ['a byte is wrong afterwards', null, 2_000_000, false],
    ['the last byte is wrong', null, -1, false],
    ['the same byte is wrong each time', 1_400_000, 1_400_000, false],
  ])('that was interrupted ends, when it is resumed and %s, like a complete one', async (_, before, after, isRight) => {
    await using real = await startGateway();
    await using spoiler = await startSpoiler(real.simulator.url);
    await using gateway = await startGateway({ endpoint: spoiler.url });
    const { archive } = await finished(gateway);
    const { url, sizeInBytes } = archive.output;
    Object.assign(spoiler, { spoils: before, stalls: 1_700_000 });
    const beginning = await begin(url, 1_500_000);
    spoiler.stalls = null;
    spoiler.spoils = after === -1 ? sizeInBytes - 1 : after;
    const rest = await get(url, { range: `bytes=${beginning.length}-` });
    expect(rest.status).toBe(206);
    expect(rest.isWhole).toBe(isRight);
    expect(treeHash(Buffer.concat([beginning, rest.body])) === archive.sha256TreeHash).toBe(isRight);
    // As `curl -C -` once more.
    const more = await get(url, { range: `bytes=${sizeInBytes - 1}-` });
    expect(more.status).toBe(isRight ? 206 : 502);
  });

  test('that was interrupted again and again is checked with all that was sent', async () => {
    await using real = await startGateway();
    await using spoiler = await startSpoiler(real.simulator.url);
    await using gateway = await startGateway({ endpoint: spoiler.url });
    const { archive } = await finished(gateway);
    const { url } = archive.output;
    Object.assign(spoiler, { spoils: null, stalls: 900_000 });
    const first = await begin(url, 700_000);
    Object.assign(spoiler, { spoils: 1_000_000, stalls: 1_800_000 });
    const second = await begin(url, 900_000, { range: 'bytes=700000-' });
    Object.assign(spoiler, { spoils: null, stalls: null });
    const rest = await get(url, { range: `bytes=${first.length + second.length}-` });
    expect([rest.status, rest.isWhole]).toEqual([206, false]);
  });

  test('has the hash of the whole in a header, and SHA-256 too where it is the same', async () => {
    await using gateway = await startGateway();
    const jobs: Job[] = (await gateway.data(jobsQuery)).vault.jobs.nodes;
    const archives = jobs.filter((job) => isArchive(job) && job.sha256TreeHash);
    const small = archives.find(({ output }) => output.sizeInBytes <= 1024 ** 2);
    const large = archives.find(({ output }) => output.sizeInBytes > 1024 ** 2);
    if (!small || !large) throw new Error('the demo world has no such archives');
    const whole = await get(small.output.url);
    const digest = createHash('sha256').update(whole.body).digest('base64');
    for (const [headers, method] of [
      [{}, 'GET'],
      [{}, 'HEAD'],
      [{ range: 'bytes=1-2' }, 'GET'],
    ] as const) {
      const got = await get(small.output.url, headers, method);
      expect(got.headers['x-sha256-tree-hash']).toBe(small.sha256TreeHash);
      expect(got.headers['repr-digest']).toBe(`sha-256=:${digest}:`);
    }
    const part = await get(large.output.url, { range: 'bytes=1-2' });
    expect(part.headers['x-sha256-tree-hash']).toBe(large.sha256TreeHash);
    expect(part.headers).not.toHaveProperty('repr-digest');
  });

  test('is an error if another server answers', async () => {
    await using gateway = await startGateway();
    const { output } = (await finished(gateway)).archive;
    gateway.simulator.faults.set([{ operation: 'glacier.GetJobOutput', kind: 'garbage' }]);
    const got = await get(output.url);
    expect(got.status).toBe(502);
    expect(JSON.parse(got.body.toString()).errors[0].extensions.code).toBe('SERVICE_UNAVAILABLE');
  });

  test('with a wrong, expired or altered link is answered as an unknown path', async () => {
    await using gateway = await startGateway();
    const { output } = (await finished(gateway)).archive;
    const token = output.url.split('/outputs/')[1] ?? '';
    const at = (path: string) => new URL(path, gateway.url).href;
    const nothing = createHash('sha256')
      .update((await get(at('/nothing'))).body)
      .digest('hex');
    for (const path of ['/outputs/', '/outputs/x', `/outputs/${token}x`, `/outputs/x${token}`, `/outputs/${token}/`]) {
      const got = await get(at(path));
      expect(got.status).toBe(404);
      expect(createHash('sha256').update(got.body).digest('hex')).toBe(nothing);
    }
    expect(await get(output.url, {}, 'POST')).toMatchObject({ status: 405 });
    expect(gateway.calls()).toEqual({});
  });

  test('ends at AWS when the client goes away', async () => {
    await using gateway = await startGateway();
    const { output } = (await finished(gateway)).archive;
    await new Promise<void>((resolve) => {
      const sent = request(output.url, { agent: false }, (response) => {
        response.once('data', () => {
          sent.destroy();
          resolve();
        });
      });
      sent.on('error', () => undefined);
      sent.end();
    });
    // The gateway closes at once: the download does not delay it.
    await gateway[Symbol.asyncDispose]();
  });
});
