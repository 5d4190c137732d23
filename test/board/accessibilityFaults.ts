// What axe reports of a page, in a few words each.
import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary: string }[];
}

export async function accessibilityFaults(page: Page): Promise<string[]> {
  // By the debugger, which the content security policy does not bind.
  await page.evaluate(axe.source);
  const violations = await page.evaluate<Violation[]>('axe.run(document).then((result) => result.violations)');
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`),
  );
}
