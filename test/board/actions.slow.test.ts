// What a person does on the board besides watching jobs: look into a vault, retrieve an archive with its price shown first, change
// all Batch jobs of a filter, and see what was started and what it costs.
import type { Browser, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInChromium } from '../support/describeInChromium.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

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
    await retrieve.click();
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
    await heading(page, 'Change all matching Batch jobs').waitFor();
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

  test('what was started is shown with its cost', async () => {
    await using gateway = await startGateway();
    const page = await browser().newPage();
    await page.clock.setFixedTime(gateway.clock.now());
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
});
