// What a person does on the board besides watching jobs: look into a vault, retrieve an archive with its price shown first, change
// all Batch jobs of a filter, and see what was started and what it costs.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { describeInChromium } from '../support/describeInChromium.ts';
import { accountId, region } from '../support/jobRequests.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { accessibilityFaults } from './accessibilityFaults.ts';

/** Opens an address of the board; the page has no complaint of its own at the end. */
async function openBoard(browser: Browser, { url }: TestGateway, address: string) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(`${new URL('/', url)}${address}`);
  return { page, complaints };
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

/** Fills the form of a restore of 1,200 films. */
async function fillRestore(page: Page) {
  await page.getByLabel('Location').selectOption('111122223333/us-east-1');
  await page.getByLabel('Bucket of the manifest').fill('manifests');
  await page.getByLabel('Key of the manifest').fill('restores/1998.csv');
  await page.getByLabel('ARN of the role').fill('arn:aws:iam::111122223333:role/batch');
}

describeInChromium('on the board', (browser) => {
  test('an archive is found in the inventory of its vault and retrieved, with its price shown first', async () => {
    await using gateway = await startGateway();
    const { page, complaints } = await openBoard(browser(), gateway, '#/vaults');
    await page.getByRole('link', { name: 'media-masters' }).first().waitFor();
    await page.getByRole('link', { name: 'media-masters' }).first().click();
    await heading(page, 'Vault media-masters').waitFor();
    const retrieve = page.getByRole('button', { name: /^Retrieve / });
    await retrieve.first().waitFor();
    const name = ((await retrieve.first().getAttribute('aria-label')) ?? '').replace('Retrieve ', '');
    await page.getByRole('searchbox', { name: 'Search by name' }).fill(name);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('1 archive on this page').waitFor();
    await page.getByRole('button', { name: `Retrieve ${name}`, exact: true }).click();
    await page.getByRole('radio', { name: /Bulk/ }).check();
    const start = page.getByRole('button', { name: /^Start for [\d.]+ USD$/ });
    await start.waitFor();
    gateway.calls();
    await start.click();
    await page.getByText('The retrieval has started.').waitFor();
    expect(gateway.calls()).toMatchObject({ 'glacier.InitiateJob': 1 });
    const id = decodeURIComponent(
      (await page.getByRole('link', { name: 'Follow the job' }).getAttribute('href')) ?? '',
    );
    const { node } = await gateway.data(
      'query ($id: ID!) { node(id: $id) { ... on ArchiveRetrievalJob { tier phase } } }',
      {
        id: id.replace('#/job/', ''),
      },
    );
    expect(node).toEqual({ tier: 'BULK', phase: 'RUNNING' });
    await page.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => page.evaluate('document.activeElement.ariaLabel')).toBe(`Retrieve ${name}`);

    // All archives of a search: the number and the price first, too.
    await page.getByRole('searchbox', { name: 'Search by name' }).fill('reel-00');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('9 archives on this page').waitFor();
    await page.getByRole('button', { name: 'Retrieve all that match …' }).click();
    const startAll = page.getByRole('button', { name: /^Start 9 retrievals for [\d.]+ USD$/ });
    await startAll.waitFor();
    gateway.calls();
    await startAll.click();
    await page.getByText('9 retrievals of 9 started.').waitFor();
    expect(gateway.calls()).toMatchObject({ 'glacier.InitiateJob': 9 });
    expect(await page.getByRole('button', { name: /^Start / }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('the Batch jobs of a filter are shown, and then exactly those are cancelled', async () => {
    await using gateway = await startGateway();
    const count = async () =>
      (
        await gateway.data(
          '{ jobs(first: 0, maxAgeSeconds: 0, filter: { phases: [AWAITING_CONFIRMATION] }) { totalCount } }',
        )
      ).jobs.totalCount;
    const before = await count();
    expect(before).toBeGreaterThan(0);
    const { page, complaints } = await openBoard(browser(), gateway, '#/jobs?phase=AWAITING_CONFIRMATION');
    await page.getByRole('link', { name: 'Change all that match' }).click();
    await heading(page, 'Change all matching jobs').waitFor();
    await page.getByRole('button', { name: 'Show the jobs' }).click();
    const cancel = page.getByRole('button', { name: new RegExp(`^Cancel ${before} jobs?$`) });
    await cancel.waitFor();
    expect(await count()).toBe(before);
    gateway.calls();
    await cancel.click();
    await page.getByText(`${before} jobs changed, 0 failed, 0 not sent.`).waitFor();
    // The feed of the list, which is still followed for a moment, may read the jobs again.
    expect(gateway.calls()['s3control.UpdateJobStatus']).toBe(before);
    expect(await count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('the retrievals of a filter are shown with the price of a restage, and each is restaged once', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { world } = gateway.simulator;
    const vault = world.addVault(world.location(accountId, region), 'films');
    for (const minutesAgo of [3, 2, 1]) {
      const archive = world.addArchive(vault, { content: zeroContent(1024 ** 2) });
      const endsAt = world.clock.now() - minutesAgo * 60_000;
      const range = { start: 0, end: 1024 ** 2 - 1 };
      world.addJob(vault, { action: 'ArchiveRetrieval', archive, range, tier: 'Standard', createdAt: endsAt, endsAt });
    }
    const { page, complaints } = await openBoard(browser(), gateway, '#/bulk?outcome=SUCCEEDED');
    await page.getByLabel('Change').selectOption('RESTAGE');
    await page.getByLabel('Tier').selectOption('BULK');
    await page.getByRole('button', { name: 'Show the jobs' }).click();
    const restage = page.getByRole('button', { name: /^Restage 3 retrievals for about [\d.]+ USD$/ });
    await restage.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    // The response is lost: the second click starts nothing more.
    gateway.calls();
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation RestageJobs')) return route.fallback();
      await route.fetch();
      await route.abort();
    });
    await restage.click();
    await page.getByText('The gateway cannot be reached.').waitFor();
    await page.unroute('**/graphql');
    await restage.click();
    await page.getByText('3 jobs restaged, 0 failed, 0 not sent.').waitFor();
    expect(gateway.calls()['glacier.InitiateJob']).toBe(3);
    expect(vault.jobs.size).toBe(6);
    await page.getByRole('button', { name: 'Show the jobs' }).click();
    await page.getByText(/^No retrieval matches .* 3 others need no restage/).waitFor();
    expect(complaints.filter((complaint) => !complaint.includes('Failed to load resource'))).toEqual([]);
  });

  test('what was started is shown with its cost', async () => {
    await using gateway = await startGateway();
    const page = await browser().newPage();
    // The time of the gateway counts, which is simulated: that of the browser is another year.
    await page.clock.setFixedTime(gateway.clock.now() - 365 * 86_400_000);
    await page.goto(`${new URL('/', gateway.url)}#/started?period=WEEK`);
    const summary = page.getByText(/ jobs since /);
    await summary.waitFor();
    const since = new Date(gateway.clock.now() - 7 * 86_400_000).toISOString();
    const { jobs } = await gateway.data(
      'query ($since: DateTime!) { jobs(first: 0, filter: { createdAfter: $since }) { totalCount estimatedCost { cost { amount currency } } } }',
      { since },
    );
    const { amount, currency } = jobs.estimatedCost.cost;
    expect(Number(amount)).toBeGreaterThan(0);
    const text = await summary.innerText();
    expect(text).toContain(`${jobs.totalCount.toLocaleString('en-US')} jobs since`);
    expect(text).toContain(`for about ${amount} ${currency}`);
  });

  test('a Batch job is checked, its price is shown, and then it is created once', async () => {
    await using gateway = await startGateway();
    const { page, complaints } = await openBoard(browser(), gateway, '#/jobs');
    await page.getByRole('link', { name: 'Create a Batch job' }).click();
    await heading(page, 'Create a Batch job').waitFor();
    await fillRestore(page);
    await page.getByLabel('Total size in GiB').fill('1200');
    await page.getByLabel('Bucket of the report').fill('no-such-bucket');
    await page.getByLabel('Description').fill('films of 1998');
    const check = page.getByRole('button', { name: 'Check the job' });
    await check.click();
    // What would stop the job is shown, and a change asks for a new check.
    await page.getByRole('button', { name: /^Create the job for about [\d.]+ USD, in spite of 1 finding$/ }).waitFor();
    await page.getByLabel('Bucket of the report').fill('reports-111122223333');
    expect(await page.getByRole('button', { name: /^Create the job/ }).count()).toBe(0);
    await check.click();
    await page.getByText('Nothing was found that would stop the job.').waitFor();
    await page.getByText('The job works on 1,200 objects.').waitFor();
    const create = page.getByRole('button', { name: /^Create the job for about [\d.]+ USD$/ });
    await create.waitFor();

    // The response is lost: the second click returns the same job.
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation CreateBatchJob')) return route.fallback();
      await route.fetch();
      await route.abort();
    });
    gateway.calls();
    await create.click();
    await page.getByText('The gateway cannot be reached.').waitFor();
    await page.unroute('**/graphql');
    await create.click();
    await page.getByText('The job is created and waits for its confirmation.').waitFor();
    // The same token twice: S3 returns the job that it has.
    expect(gateway.calls()['s3control.CreateJob']).toBe(2);
    await page.getByRole('link', { name: 'Open the job' }).click();
    await heading(page, 'films of 1998').waitFor();
    const { jobs } = await gateway.data(
      '{ jobs(first: 2, maxAgeSeconds: 0, filter: { descriptionContains: "films of 1998" }) { nodes { ... on BatchJob { priority confirmationRequired operation { ... on S3InitiateRestoreObjectOperation { glacierJobTier expirationInDays } } } } } }',
    );
    expect(jobs.nodes).toEqual([
      { priority: 10, confirmationRequired: true, operation: { glacierJobTier: 'STANDARD', expirationInDays: 7 } },
    ]);
    expect(complaints.filter((complaint) => !complaint.includes('Failed to load resource'))).toEqual([]);
  });

  test('a Batch job works on the objects of a bucket that S3 lists', async () => {
    await using gateway = await startGateway();
    const { page, complaints } = await openBoard(browser(), gateway, '#/batch');
    await page.getByLabel('Location').selectOption('111122223333/us-east-1');
    await page.getByLabel('On each object').selectOption('CHECKSUM');
    await page.getByLabel('Algorithm').selectOption('SHA256');
    await page.getByRole('combobox', { name: 'From', exact: true }).selectOption('GENERATED');
    await page.getByLabel('Bucket to list').fill('masters');
    await page.getByLabel('Prefix of the keys').fill('reels/');
    await page.getByLabel('ARN of the role').fill('arn:aws:iam::111122223333:role/batch');
    await page.getByLabel('Description').fill('checksums of reels');
    await page.getByRole('button', { name: 'Check the job' }).click();
    await page.getByRole('button', { name: /^Create the job/ }).click();
    await page.getByText('The job is created and waits for its confirmation.').waitFor();
    const { jobs } = await gateway.data(
      `{ jobs(first: 2, maxAgeSeconds: 0, filter: { descriptionContains: "checksums of reels" }) { nodes { ... on BatchJob {
        operationName manifestGenerator { s3JobManifestGenerator { sourceBucket filter { keyNameConstraint { matchAnyPrefix } } } } } } } }`,
    );
    expect(jobs.nodes).toEqual([
      {
        operationName: 'S3_COMPUTE_OBJECT_CHECKSUM',
        manifestGenerator: {
          s3JobManifestGenerator: {
            sourceBucket: 'arn:aws:s3:::masters',
            filter: { keyNameConstraint: { matchAnyPrefix: ['reels/'] } },
          },
        },
      },
    ]);
    expect(complaints).toEqual([]);
  });

  test('nobody creates or changes a Batch job without the right to do so', async () => {
    const authenticator = createTestAuthenticator({ keys: { ann: { '*/*': ['read'], '*/*/*': ['read'] } } });
    await using gateway = await startGateway({ authenticator });
    const { page } = await openBoard(browser(), gateway, '#/batch');
    await page.getByLabel('API key').fill(keyOf('ann'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('You may not create Batch jobs.').waitFor();
    // Another fragment is no reload: the key stays.
    await page.goto(`${new URL('/', gateway.url)}#/jobs`);
    await page.getByText('Ended jobs are listed').waitFor();
    expect(await page.getByRole('link', { name: 'Create a Batch job' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Change all that match' }).count()).toBe(0);
    // The rights on vaults are not known before the dry run.
    await page.goto(`${new URL('/', gateway.url)}#/bulk?outcome=SUCCEEDED`);
    await expect.poll(() => page.getByLabel('Change').locator('option').allInnerTexts()).toEqual(['Restage …']);
    await page.getByRole('button', { name: 'Show the jobs' }).click();
    await page.getByText(/^No retrieval matches that you can restage\. [\d,]+ others match that you may not/).waitFor();
  });
});

describeInChromium('pages of the board', (browser) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());

  test.each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 360],
    ['dark', 360],
  ] as const)('have no fault of accessibility in %s at %i pixels', async (colorScheme, width) => {
    const page = await browser().newPage({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
    await page.clock.setFixedTime(gateway.clock.now());
    const open = async (address: string) => {
      await page.goto('about:blank');
      await page.goto(`${new URL('/', gateway.url)}${address}`);
    };
    const isAccessible = async () => {
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    };
    await open('#/vaults');
    const vault = page.getByRole('link', { name: 'media-masters' }).first();
    await vault.waitFor();
    await isAccessible();

    await vault.click();
    await page
      .getByRole('button', { name: /^Retrieve / })
      .first()
      .click();
    await page.getByRole('button', { name: /^Start for/ }).waitFor();
    await isAccessible();

    await open('#/bulk?phase=AWAITING_CONFIRMATION');
    await page.getByRole('button', { name: 'Show the jobs' }).click();
    await page.getByRole('button', { name: /^Cancel \d+ jobs?$/ }).waitFor();
    await isAccessible();

    await open('#/started?period=WEEK');
    await page.getByRole('table').waitFor();
    await isAccessible();

    await open('#/batch');
    await fillRestore(page);
    await page.getByLabel('Bucket of the report').fill('no-such-bucket');
    await page.getByRole('button', { name: 'Check the job' }).click();
    await page.getByRole('button', { name: /^Create the job without a known price, in spite of 1 finding$/ }).waitFor();
    await isAccessible();
    await page.close();
  });
});
