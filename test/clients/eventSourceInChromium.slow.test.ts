// EventSource of a browser.
import type { Browser } from 'playwright-core';
import { describeInChromium } from '../support/describeInChromium.ts';
import { eventSourceContract, type Listen } from './eventSourceContract.ts';

/** `page` is one of the gateway's own. */
const inChromium =
  (browser: () => Browser): Listen =>
  async (url, parameters) => {
    const page = await browser().newPage();
    await page.goto(`${new URL(url).origin}/healthz`);
    await page.evaluate(`
      received = [];
      source = new EventSource(${JSON.stringify(`${url}?${parameters}`)});
      source.addEventListener('next', ({ data }) => {
        const answer = JSON.parse(data);
        received.push(answer.errors ? answer.errors[0].extensions.code : answer.data.jobUpdates.job.phase);
      });
      source.addEventListener('complete', () => { received.push('complete'); source.close(); });
      undefined`);
    return { received: () => page.evaluate<string[]>('received'), close: () => page.close() };
  };

describeInChromium('EventSource in Chromium', (browser) => {
  eventSourceContract(inChromium(browser));
});
