// examples/react-apollo, a frontend written from the documentation alone: generated, type-checked, built by Vite, and used in Chromium
// from another origin than the gateway's.
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInChromium } from '../support/describeInChromium.ts';
import { frontendProject } from '../support/frontendProject.ts';
import { runChild } from '../support/startChild.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { startProxy } from '../support/startProxy.ts';
import { untilTheEnd } from '../support/startRetrieval.ts';
import type { Folder } from '../support/temporaryFolder.ts';

const board = join(import.meta.dirname, '../../examples/react-apollo');

async function sources(): Promise<Record<string, string>> {
  const names = (await readdir(board, { recursive: true })).filter((name) => !['', '.md'].includes(extname(name)));
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(board, name), 'utf8')] as const)),
  );
}

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };

/** Serves the folder on an origin of its own. */
async function serveFolder(folder: string): Promise<AsyncDisposable & { origin: string }> {
  const server = createServer(async ({ url = '/' }, response) => {
    const path = url === '/' ? '/index.html' : url;
    if (path === '/favicon.ico') return response.writeHead(204).end();
    try {
      const body = await readFile(join(folder, path));
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
    return response;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('the board has fewer than 150 lines and no cast', async () => {
  const texts = Object.values(await sources());
  expect(texts.join('').split('\n').length - 1).toBeLessThan(150);
  for (const text of texts)
    expect(text.replaceAll(/^import .*$/gm, '')).not.toMatch(/\bas [A-Za-z]|<any>|: any\b|@ts-|!\./);
});

/** The limit of the gateway. The board has two at most: the feed, and the retrieval that it follows. */
const subscriptions = 3;

describeInChromium('the jobs board', (browser) => {
  let project: Folder;
  let site: Awaited<ReturnType<typeof serveFolder>>;
  let gateway: TestGateway;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    project = await frontendProject(await sources());
    site = await serveFolder(join(project.path, 'dist'));
    gateway = await startGateway({
      CORS_ORIGINS: [site.origin],
      SUBSCRIPTIONS_PER_CALLER: { authenticated: subscriptions, anonymous: subscriptions },
      startsJobs: true,
    });
    proxy = await startProxy(gateway.url);
    const run = (program: string, ...args: string[]) =>
      runChild(process.execPath, [`node_modules/${program}`, ...args], {
        cwd: project.path,
        env: { ...process.env, NODE_ENV: 'production', VITE_GATEWAY: proxy.url },
      }).catch(({ stdout, stderr }) => {
        throw new Error(`${program}: ${stdout}${stderr}`);
      });
    await run('@graphql-codegen/cli/cjs/bin.js');
    await Promise.all([run('typescript/bin/tsc', '-p', '.'), run('vite/bin/vite.js', 'build', '--logLevel', 'warn')]);
    page = await browser().newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(site.origin);
  });
  afterAll(async () => {
    await page?.close();
    for (const each of [site, proxy, gateway, project]) await each?.[Symbol.asyncDispose]();
  });

  const start = `mutation { initiateInventoryRetrieval(input: { vault: { address: { accountId: "111122223333", region: "us-east-1", name: "media-masters" } } }) { __typename } }`;
  const rows = () => page.locator('tbody tr').count();
  const total = async () => Number.parseInt(await page.locator('h1').innerText(), 10);
  const runningJobs = async (filter = ''): Promise<number> => {
    const phases = '[AWAITING_CONFIRMATION, QUEUED, RUNNING, PAUSED, STOPPING]';
    const { jobs } = await gateway.data(
      `{ jobs(first: 0, maxAgeSeconds: 0, filter: { phases: ${phases} ${filter} }) { totalCount } }`,
    );
    return jobs.totalCount;
  };

  test('shows all running jobs of both services in all locations, with counts', async () => {
    const expected = await runningJobs();
    await expect.poll(total).toBe(expected);
    await expect.poll(rows).toBe(expected);
    const text = await page.locator('tbody').innerText();
    for (const shown of ['444455556666 us-west-2', '111122223333 us-east-1', 'ARCHIVE_RETRIEVAL', 'BATCH']) {
      expect(text).toContain(shown);
    }
    expect(await page.locator('p').first().innerText()).toMatch(/RUNNING: \d+/);
  });

  test('filters and searches', async () => {
    await page.getByLabel('Kind').selectOption('BATCH');
    await expect.poll(total).toBe(await runningJobs('kinds: [BATCH]'));
    await page.getByLabel('Region').selectOption('us-west-2');
    await expect.poll(total).toBe(await runningJobs('kinds: [BATCH], regions: ["us-west-2"]'));
    await page.getByLabel('Kind').selectOption('');
    await page.getByLabel('Region').selectOption('');
    await page.locator('[type=search]').fill('weekly');
    await expect.poll(total).toBe(await runningJobs('descriptionContains: "weekly"'));
    await page.locator('[type=search]').fill('');
    await expect.poll(total).toBe(await runningJobs());
  });

  test('shows progress and new jobs as they happen', async () => {
    const before = await total();
    const bars = () => page.locator('progress').evaluateAll((all) => all.map((bar) => bar.getAttribute('value')));
    const progress = await bars();
    expect((await gateway.data(start)).initiateInventoryRetrieval.__typename).toMatch(/Payload$/);
    await expect.poll(total).toBe(before + 1);
    gateway.clock.advance(60_000);
    await expect.poll(bars).not.toEqual(progress);
  });

  test('starts a retrieval and follows it to its download', async () => {
    await page.getByRole('button', { name: 'media-masters' }).first().click();
    await page
      .getByRole('button', { name: /^reel-\d+\.mxf$/ })
      .first()
      .click();
    await page.getByText('in progress').waitFor();
    gateway.clock.advance(untilTheEnd);
    const link = page.getByRole('link', { name: 'Download' });
    await link.waitFor();
    const response = await fetch((await link.getAttribute('href')) ?? '');
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(10_000);
  });

  test('drops the jobs that ended while the connection was lost', async () => {
    await gateway.data(start);
    await expect.poll(total).toBe(await runningJobs());
    const before = await total();
    proxy.cut();
    gateway.clock.advance(untilTheEnd);
    // Batch jobs start and end meanwhile.
    const surplus = async () => (await total()) - (await runningJobs());
    expect(await runningJobs()).not.toBe(before);
    await expect.poll(surplus, { timeout: 30_000 }).toBe(0);
    expect(await total()).not.toBe(before);
  });

  test('subscribes again after a refusal', async () => {
    await page.goto('about:blank');
    await expect.poll(() => gateway.activity().broadcasts).toBe(0);
    const others = new AbortController();
    const open = () =>
      fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({ query: 'subscription { jobFeed { change } }' }),
        signal: others.signal,
      });
    const held = await Promise.all(Array.from({ length: subscriptions }, open));
    const refusal = page
      .waitForEvent('websocket')
      .then((socket) => socket.waitForEvent('framereceived', ({ payload }) => payload.includes('RATE_LIMITED')));
    await page.goto(site.origin);
    await refusal;
    expect(held.map(({ status }) => status)).toEqual(held.map(() => 200));
    others.abort();
    await gateway.data(start);
    await expect.poll(total, { timeout: 30_000 }).toBe(await runningJobs());
  });

  test('complains about nothing', () => expect(complaints).toEqual([]));
});
