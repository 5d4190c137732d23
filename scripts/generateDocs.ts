// The generated pages of docs/: writes them from the tables of the program. `npm run docs` runs it, and a test compares.
import { writeFileSync } from 'node:fs';
import { configurationPage } from './docs/configurationPage.ts';
import { conformancePage } from './docs/conformancePage.ts';
import { diagnosesPage } from './docs/diagnosesPage.ts';
import { errorsPage } from './docs/errorsPage.ts';
import { iamPage } from './docs/iamPage.ts';
import { metricsPage } from './docs/metricsPage.ts';

/** File name in docs/ -> its text. */
export const generatedPages = async (): Promise<Record<string, string>> => ({
  'configuration.md': configurationPage(),
  'diagnoses.md': diagnosesPage(),
  'errors.md': errorsPage(),
  'iam.md': await iamPage(),
  'metrics.md': await metricsPage(),
  'simulator-conformance.md': conformancePage(),
});

if (process.argv[1] === import.meta.filename) {
  for (const [name, text] of Object.entries(await generatedPages())) {
    writeFileSync(new URL(`../docs/${name}`, import.meta.url), text);
  }
}
