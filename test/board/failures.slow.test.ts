// The board where something fails: fields that are null with an error, a job that disappears, impatient clicks, and what becomes of
// the focus. What the gateway answers is replaced in the browser.
import type { Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { describeInChromium } from '../support/describeInChromium.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

describeInChromium('on the board', (browser) => {
  let gateway: TestGateway;
  let page: Page;
  const complaints: string[] = [];

  const open = async (address: string) => {
    await page.goto('about:blank');
    await page.goto(`${new URL('/', gateway.url)}${address}`);
    await page.locator('h1').waitFor();
  };
  const batchJob = async (phase: string) =>
    (await gateway.data(`{ jobs(first: 1, filter: { kinds: [BATCH], phases: [${phase}] }) { nodes { id } } }`)).jobs
      .nodes[0].id as string;
  const isSent = (route: Route, name: string) => route.request().postData()?.includes(name) === true;
  /** Answers the operations whose text contains the name. */
  const answer = (name: string, body: object) =>
    page.route('**/graphql', (route) => (isSent(route, name) ? route.fulfill({ json: body }) : route.fallback()));
  /** Counts the operations whose text contains the name. */
  const count = (name: string) => {
    const sent = { count: 0 };
    page.on('request', (request) => {
      if (request.postData()?.includes(name)) sent.count += 1;
    });
    return sent;
  };
  const failed = (field: string) => ({
    data: { [field]: null },
    errors: [{ message: 'AWS is away.', path: [field], extensions: { code: 'SERVICE_UNAVAILABLE' } }],
  });

  beforeAll(async () => {
    gateway = await startGateway({ startsJobs: true });
    page = await browser().newPage({ viewport: { width: 1300, height: 800 } });
    page.on('pageerror', (error) => complaints.push(String(error)));
  });
  afterEach(async () => {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    expect(complaints).toEqual([]);
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());

  test('an action whose field failed is not reported as done, and its message is shown', async () => {
    await open(`#/job/${await batchJob('AWAITING_CONFIRMATION')}`);
    await answer('mutation CancelBatchJob', failed('cancelBatchJob'));
    await page.getByRole('button', { name: 'Cancel job' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel job' }).click();
    await dialog.getByText('AWS is away.').waitFor();
    expect(await page.getByText('The job is being cancelled.').count()).toBe(0);
  });

  test('two clicks at once send once, and the focus returns when the dialog is done', async () => {
    await open(`#/job/${await batchJob('RUNNING')}`);
    const priority = page.getByRole('button', { name: 'Set priority' });
    await priority.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Priority').fill('77');
    const sent = count('mutation SetBatchJobPriority');
    await dialog.getByRole('button', { name: 'Set priority' }).evaluate((button) => {
      for (const _ of [1, 2]) (button as HTMLElement).click();
    });
    await page.getByText('The priority is 77.').waitFor();
    expect(sent.count).toBe(1);
    expect(await dialog.count()).toBe(0);
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Set priority');
  });

  test('a job that disappears is shown as it was last, and is not followed any more', async () => {
    const id = await batchJob('RUNNING');
    const followed = count('subscription JobUpdates');
    const gone = {
      data: { jobUpdates: { change: 'GONE', job: null } },
      errors: [{ message: 'There is no such job.' }],
    };
    await page.route('**/graphql', (route) =>
      isSent(route, 'subscription JobUpdates')
        ? route.fulfill({
            contentType: 'text/event-stream',
            body: `event: next\ndata: ${JSON.stringify(gone)}\n\nevent: complete\ndata:\n\n`,
          })
        : route.fallback(),
    );
    await open(`#/job/${id}`);
    await page.getByText('This is its last known state.').waitFor();
    await page.getByText('There is no such job.').waitFor();
    await page.locator('.job-head').getByText('Running').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel job' }).count()).toBe(0);
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    expect(followed.count).toBe(1);
  });

  test.each([
    ['#/vaults', 'query Vaults', 'vaults'],
    ['#/started', 'query StartedJobs', 'jobs'],
    ['#/job/abc', 'query JobPage', 'node'],
    ['#/vault/abc', 'query Vault(', 'node'],
  ])('%s says why its only field failed', async (address, operation, field) => {
    await answer(operation, failed(field));
    await open(address);
    await page.getByText('AWS is away.').waitFor();
    expect(await page.getByText(/^Reading/).count()).toBe(0);
  });

  test('failed tasks are retried once also where the page has no TLS', async () => {
    const { jobs } = await gateway.data(
      '{ jobs(first: 50, filter: { kinds: [BATCH], outcomes: [COMPLETED_WITH_FAILURES] }) { nodes { id ... on BatchJob { report { contents { failures { groups { count } } } } } } } }',
    );
    const job = jobs.nodes.find(({ report }: { report: { contents: object | null } | null }) => report?.contents);
    // As browsers have it on other hosts than localhost without TLS.
    await page.addInitScript('delete Crypto.prototype.randomUUID');
    await open(`#/job/${job.id}`);
    await page.getByRole('button', { name: 'Retry these' }).first().click();
    await page.getByRole('dialog').getByLabel('Bucket of the manifest').waitFor();
    await page.keyboard.press('Escape');
  });

  test('the focus stays in the list when its row leaves it', async () => {
    await open('#/jobs?phase=AWAITING_CONFIRMATION');
    const row = page.locator('.grid-body [role=row]');
    await row.nth(1).waitFor();
    const before = await row.count();
    await row.first().focus();
    const focused = async () => String(await page.evaluate('document.activeElement.querySelector("a")?.hash'));
    const id = decodeURIComponent((await focused()).replace('#/job/', ''));
    await gateway.data(
      'mutation ($id: ID!) { cancelBatchJob(input: { job: { id: $id } }) { __typename ... on MutationError { message } } }',
      { id },
    );
    await expect.poll(() => row.count()).toBe(before - 1);
    expect(await page.evaluate('document.activeElement.role')).toBe('row');
    expect(await focused()).not.toContain(id);
  });

  test('counts are unknown, and not 0, while the jobs are read for the first time', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/graphql', async (route) => {
      if (isSent(route, 'subscription JobsBoard')) await held;
      await route.fallback();
    });
    await open('#/jobs');
    await page.getByText('Reading the jobs of all locations').waitFor();
    const all = page.getByRole('button', { name: 'All', exact: false }).first();
    expect(await all.textContent()).toBe('– All');
    release();
    await page.getByText('Ended jobs are listed for 24 hours.').waitFor();
    expect(await all.textContent()).toMatch(/^[1-9]\d* All$/);
    expect(await page.locator('.toggle-count', { hasText: '–' }).count()).toBe(0);
  });
});
