// What axe reports of a page, in a few words each.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary: string }[];
}

export async function accessibilityFaults(page: Page): Promise<string[]> {
  // By the debugger, which the content security policy does not bind.
  await page.evaluate(axe);
  const violations = await page.evaluate<Violation[]>('axe.run(document).then((result) => result.violations)');
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`),
  );
}
