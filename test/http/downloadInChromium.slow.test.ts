// From a vault to a file, as a user does it: page and search an inventory in GraphiQL, retrieve an archive, follow the job, open
// the link in Chromium. The same file by curl, which is killed meanwhile. Interruptions never change the bytes.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Download, Page } from 'playwright-core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { exampleOperations } from '../../src/http/endpoints/exampleOperations.ts';
import { TreeHasher } from '../../src/outputs/downloads/treeHasher.ts';
import { describeInChromium } from '../support/describeInChromium.ts';
import { describeWith } from '../support/describeWith.ts';
import { vaultRef } from '../support/references.ts';
import { startChild } from '../support/startChild.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { type Graphiql, openGraphiql } from './openGraphiql.ts';

const vault = 'archive-of-millions';
/** One of 10,000 archives, near the end of an inventory of 3.5 MB. It has about 20 MB. */
const wanted = { nameContains: 'db-dump-000009', minSizeInBytes: 20_000_000, maxSizeInBytes: 50_000_000 };

// A request scans at most 1 MB of an inventory, so that a search takes several requests.
const startWithArchives = () => startGateway({ archives: 10_000, INVENTORY_SCAN_BYTES: 2 ** 20 });

interface Found {
  archiveId: string;
  name: string;
  sizeInBytes: number;
  sha256TreeHash: string;
}

const treeHashOf = (path: string): string => {
  const hasher = new TreeHasher();
  hasher.update(readFileSync(path));
  return hasher.digest();
};

const cutTwice = ({ simulator }: TestGateway) =>
  simulator.faults.set([
    { operation: 'glacier.GetJobOutput', call: { from: 1, to: 2 }, when: 'after', kind: 'truncated' },
  ]);

const complete = ({ clock }: TestGateway, { expectedCompletion }: Data) =>
  clock.advance(Date.parse(expectedCompletion.latest) - clock.now());

async function folderOfTest(): Promise<string> {
  const folder = await temporaryFolder('download');
  onTestFinished(() => folder[Symbol.asyncDispose]());
  return folder.path;
}

describeInChromium('in Chromium', (browser) => {
  test('an archive is found by name, retrieved, followed and saved, although AWS cuts the connection twice', async () => {
    await using gateway = await startWithArchives();
    const graphiql = await openGraphiql(browser(), gateway);

    const [first, second] = await twoPages(graphiql);
    expect(first.map(({ name }) => name).slice(0, 2)).toEqual([
      'photos/2011/a/IMG_000000000.JPG',
      'scan 000000001.tif',
    ]);
    expect(second).toHaveLength(10);
    expect(first).not.toContainEqual(second[0]);

    const { found, requests } = await search(graphiql);
    expect(requests).toBeGreaterThan(2);
    await expect.poll(graphiql.shown).toContain(found.name);

    await graphiql.open('StartRetrieval');
    await graphiql.setVariables({ input: { vault: vaultRef(vault), archiveId: found.archiveId, tier: 'EXPEDITED' } });
    const { job } = (await graphiql.run('StartRetrieval')).data.initiateArchiveRetrieval;
    expect(job.archiveSizeInBytes).toBe(found.sizeInBytes);

    await graphiql.open('FollowJob');
    await graphiql.setVariables({ id: job.id });
    await graphiql.follow('FollowJob');
    await expect.poll(graphiql.shown).toContain('"phase": "RUNNING"');
    complete(gateway, job);
    await expect.poll(graphiql.shown).toContain('"outcome": "SUCCEEDED"');
    const shot = process.env['SCREENSHOT'];
    if (shot) await graphiql.page.screenshot({ path: shot });

    gateway.calls();
    cutTwice(gateway);
    const saved = await openLink(graphiql);
    expect(saved.name).toBe(found.name.split('/').at(-1));
    expect(statSync(saved.path).size).toBe(found.sizeInBytes);
    expect(treeHashOf(saved.path)).toBe(found.sha256TreeHash);
    expect(gateway.calls()).toMatchObject({ 'glacier.GetJobOutput': 3 });
    expect(graphiql.complaints).toEqual([]);
  }, 60_000);
});

const archivesOf = ({ data }: Data) => data.vault.latestInventory.inventory.archives;

async function twoPages(graphiql: Graphiql): Promise<[Found[], Found[]]> {
  await graphiql.open('FindArchives');
  await graphiql.setVariables({ vault });
  const first = archivesOf(await graphiql.run('FindArchives'));
  await graphiql.setVariables({ vault, after: first.pageInfo.endCursor });
  return [first.nodes, archivesOf(await graphiql.run('FindArchives')).nodes];
}

/** Requests page after page until one has an archive. */
async function search(graphiql: Graphiql): Promise<{ found: Found; requests: number }> {
  let after: string | undefined;
  for (let requests = 1; ; requests += 1) {
    await graphiql.setVariables({ vault, filter: wanted, after });
    const { nodes, pageInfo } = archivesOf(await graphiql.run('FindArchives'));
    if (nodes[0]) return { found: nodes[0], requests };
    expect(pageInfo.hasNextPage).toBe(true);
    after = pageInfo.endCursor;
  }
}

/** The editor of the answer opens a link by Ctrl and a click. Text becomes a link when the mouse is above it. */
async function openLink({ page }: Graphiql): Promise<{ name: string; path: string }> {
  const downloads: Download[] = [];
  const collect = (opened: Page) => opened.on('download', (download) => downloads.push(download));
  collect(page);
  page.context().on('page', collect);

  await page.keyboard.down('ControlOrMeta');
  await vi.waitFor(
    async () => {
      await page.mouse.move(0, 0);
      await page
        .locator('.result-window .detected-link')
        .first()
        .hover({ position: { x: 20, y: 8 }, timeout: 1_000 });
      await page.locator('.result-window .detected-link-active').first().waitFor({ timeout: 500 });
    },
    // As long as expect.poll() waits: see vitest.config.ts.
    { timeout: 30_000 },
  );
  await page.mouse.down();
  await page.mouse.up();
  await page.keyboard.up('ControlOrMeta');

  await expect.poll(() => downloads.length).toBe(1);
  const [download] = downloads as [Download];
  expect(await download.failure()).toBeNull();
  return { name: download.suggestedFilename(), path: await download.path() };
}

describeWith('curl', 'by curl', () => {
  test('a download that is killed twice is resumed, and the file is complete although AWS cuts the connection twice', async () => {
    await using gateway = await startWithArchives();
    const { found, url } = await retrieve(gateway);
    const file = join(await folderOfTest(), 'file');
    for (const part of [0.2, 0.4]) {
      const curl = startCurl(url, file, '--limit-rate', '20M');
      await expect.poll(() => sizeOf(file), { interval: 5 }).toBeGreaterThan(part * found.sizeInBytes);
      curl.kill('SIGKILL');
      await once(curl, 'close');
      expect(sizeOf(file)).toBeLessThan(found.sizeInBytes);
    }
    gateway.calls();
    cutTwice(gateway);
    expect(await once(startCurl(url, file), 'close')).toEqual([0, null]);
    expect(gateway.calls()).toEqual({ 'glacier.GetJobOutput': 3 });
    expect(sizeOf(file)).toBe(found.sizeInBytes);
    expect(treeHashOf(file)).toBe(found.sha256TreeHash);
  });
});

const startCurl = (url: string, file: string, ...options: string[]): ChildProcess =>
  startChild('curl', ['--silent', '--fail', '--continue-at', '-', '--output', file, ...options, url]);

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** The same without a browser. */
async function retrieve(gateway: TestGateway): Promise<{ found: Found; url: string }> {
  const example = (name: string) => exampleOperations.find(({ query }) => query.includes(` ${name}(`))?.query ?? '';
  const searching = { vault, filter: { ...wanted, nameContains: undefined } };
  const [found] = archivesOf({ data: await gateway.data(example('FindArchives'), searching) }).nodes;
  const input = { vault: vaultRef(vault), archiveId: found.archiveId, tier: 'EXPEDITED' };
  const { job } = (await gateway.data(example('StartRetrieval'), { input })).initiateArchiveRetrieval;
  complete(gateway, job);
  const asking = 'query ($id: ID!) { node(id: $id) { ... on ArchiveRetrievalJob { output { url } } } }';
  const { node } = await gateway.data(asking, { id: job.id });
  return { found, url: node.output.url };
}
