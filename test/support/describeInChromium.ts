// Tests in Chromium, which comes from the system's packages: nothing is downloaded.
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { describeWith } from './describeWith.ts';
import { guardChildren } from './guardChildren.ts';

/** Groups tests that share one browser. It is there once the tests run. */
export function describeInChromium(name: string, tests: (browser: () => Browser) => void): void {
  describeWith('chromium', name, (executable = '') => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launchChromium(executable);
    });
    afterAll(() => browser?.close());
    tests(() => {
      if (!browser) throw new Error('the browser is not there yet');
      return browser;
    });
  });
}

function launchChromium(executablePath: string): Promise<Browser> {
  // Playwright starts it with the environment of this process, which then has the mark.
  guardChildren();
  return chromium.launch({
    executablePath,
    // It opens our own page only; without a sandbox it also runs as root and in containers.
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
