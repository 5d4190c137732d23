// Odd texts, numbers and dates on every page of the board, in Chromium. The answers of a gateway are changed in the browser.
import type { Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { describeInChromium } from '../support/describeInChromium.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { accessibilityFaults } from './accessibilityFaults.ts';
import { feedOf } from './feedOfManyJobs.ts';
import { jobWith } from './jobWith.ts';

const texts = [
  'גיבוי של הארכיון (2019) ABC',
  'reel\u202Egnp.exe',
  `Z${'\u0301\u0300\u0302'.repeat(40)}algo`,
  'long '.repeat(2000),
  'x'.repeat(10_000),
  'a\u0000b\u001bc\r\nd\te\u007f',
  'half \ud83d a pair \udc00',
  '<script>window.wasRun = true</script><img src=x onerror="window.wasRun = true">',
  'javascript:window.wasRun=true',
  'va\u200bult',
  'vault',
  '👩‍👩‍👧‍👦🏳️‍🌈👍🏽 日本語のテープ',
];
/** What nobody must see as it is: it is invisible, or changes what is around it. */
const raw = /(?![\n\t])\p{Cc}|[\u200b\u202a-\u202e]|\p{Cs}|\p{M}{5}/u;

const dates = ['0001-01-01T00:00:00Z', '2019-02-28T23:59:59Z', '9999-12-31T23:59:59Z'];
const odd: Record<string, readonly unknown[]> = {
  ...Object.fromEntries(
    ['jobDescription', 'statusMessage', 'statusUpdateReason', 'snsTopic', 'name', 'message', 'key', 'value'].map(
      (field) => [field, texts],
    ),
  ),
  ...Object.fromEntries(
    ['failureReason', 'detail', 'archiveDescription', 'archiveId', 'jobId', 'bucket', 'errorCode'].map((field) => [
      field,
      texts,
    ]),
  ),
  ...Object.fromEntries(['creationDate', 'completionDate', 'lastInventoryDate'].map((field) => [field, dates])),
  sizeInBytes: [0, 40e12],
  archiveSizeInBytes: [40e12],
  totalNumberOfTasks: [0],
  elapsedTimeInActiveSeconds: [-5],
};

/** Replaces the values of these fields, each by the next one. `first`: the position of the first one. */
function oddly(json: string, first: number): string {
  let position = first;
  return JSON.stringify(
    JSON.parse(json, (field, value) => {
      const values = odd[field];
      if (!values || value === null || typeof value === 'object') return value;
      position += 1;
      return values[position % values.length];
    }),
  );
}

describeInChromium('the jobs board with odd data', (browser) => {
  let gateway: TestGateway;
  let page: Page;
  let addresses: Record<string, string>;
  let first = 0;
  const complaints: string[] = [];

  const feed = feedOf(
    texts.map((text, index) =>
      jobWith({
        id: `odd${index}`,
        jobDescription: text,
        kind: index % 2 === 0 ? 'BATCH' : 'ARCHIVE_RETRIEVAL',
        accountId: index % 3 === 0 ? text : '111122223333',
        creationDate: dates[index % dates.length] ?? '',
        completionDate: dates[index % dates.length] ?? '',
        progressSummary: { fractionDone: index === 0 ? null : 0, numberOfTasksFailed: 0, totalNumberOfTasks: 0 },
      }),
    ),
  );
  const answer = async (route: Route) => {
    const isStream = route.request().headers()['accept'] === 'text/event-stream';
    if (isStream && route.request().postData()?.includes('JobsBoard')) return feed(route);
    if (isStream) return route.fulfill({ contentType: 'text/event-stream', body: ':\n\n' });
    const response = await route.fetch();
    return route.fulfill({ response, body: oddly(await response.text(), first) });
  };

  beforeAll(async () => {
    gateway = await startGateway({ startsJobs: true });
    const job = async (filter: string) =>
      (await gateway.data(`{ jobs(first: 1, filter: { ${filter} }) { nodes { id } } }`)).jobs.nodes[0].id as string;
    const { vaults } = await gateway.data('{ vaults(first: 1, filter: { nameContains: "media" }) { nodes { id } } }');
    addresses = {
      jobs: '',
      batch: `#/job/${await job('descriptionContains: "five kinds of failures"')}`,
      retrieval: `#/job/${await job('kinds: [ARCHIVE_RETRIEVAL], outcomes: [SUCCEEDED]')}`,
      vaults: '#/vaults',
      vault: `#/vault/${vaults.nodes[0].id}`,
      started: '#/started?period=WEEK',
    };
    page = await browser().newPage({ viewport: { width: 360, height: 800 } });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.route('**/graphql', answer);
  });
  afterEach(() => expect(complaints).toEqual([]));
  afterAll(async () => {
    // The board goes on asking until its page is closed.
    await page?.unrouteAll({ behavior: 'ignoreErrors' });
    await page?.close();
    await gateway?.[Symbol.asyncDispose]();
  });

  test.each([
    ['jobs', 'va⟨U+200B⟩ult', 0],
    ['batch', 'Retry these', 1],
    ['batch', 'Retry these', 4],
    ['retrieval', 'Timeline', 7],
    ['vaults', 'long long', 2],
    ['vault', 'Uploaded', 3],
    ['started', 'since', 0],
  ])('shows each text of the page %s (%s, %i) as it is, and stays in its place', async (name, shown, position) => {
    first = position;
    await page.goto('about:blank');
    await page.goto(new URL(`/${addresses[name]}`, gateway.url).href);
    await page.getByText(shown).first().waitFor();
    for (const width of [1300, 1151, 900, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    expect(await page.locator('body').innerText()).not.toMatch(raw);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate('window.wasRun')).toBe(undefined);
  });
});
