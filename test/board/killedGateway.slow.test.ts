// The jobs board while the process of its gateway is killed and started again at the same address.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf } from '../process/postQuery.ts';
import { build, run, urlOf } from '../process/program.ts';
import { describeInChromium } from '../support/describeInChromium.ts';
import { freePort } from '../support/freePort.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';

/** Of two starts of the program, and of a wait of 30 seconds between two attempts to connect, on a busy machine. */
const patience = 240_000;

async function startJob(url: string, description: string): Promise<void> {
  const address = '{ accountId: "111122223333", region: "us-east-1", name: "backups-2019" }';
  const query = `mutation {
    initiateInventoryRetrieval(input: { vault: { address: ${address} }, description: "${description}" }) {
      ... on InitiateInventoryRetrievalPayload { job { id } }
    }
  }`;
  expect(await dataOf(url, query)).toMatchObject({ initiateInventoryRetrieval: { job: { id: expect.any(String) } } });
}

describeInChromium('the jobs board', (browser) => {
  let program: Folder;
  let home: Folder;
  beforeAll(async () => {
    [program, home] = await Promise.all([build(), temporaryFolder()]);
  });
  afterAll(async () => {
    await Promise.all([program, home].map((folder) => folder?.[Symbol.asyncDispose]()));
  });

  test(
    'says that its gateway is gone, and shows the present state of the next one by itself',
    async () => {
      const PORT = String(await freePort());
      // The jobs stay as they are: simulated time hardly moves.
      const start = () => run(program, home, { env: { PORT, SIMULATOR_SPEED: '1' } });
      await using first = start();
      const url = await urlOf(first);
      const page = await browser().newPage();
      page.setDefaultTimeout(patience);
      const job = (description: string) => page.locator('.grid-body [role=row]').filter({ hasText: description });
      await page.goto(new URL('/', url).href);
      await page.getByText('Live', { exact: true }).waitFor();
      await startJob(url, 'started before the end');
      await job('started before the end').getByText('Running').waitFor();

      first.kill('SIGKILL');
      await first.ended;
      await page.getByRole('button', { name: 'Reconnect now' }).waitFor();
      await page.getByRole('status').filter({ hasText: 'Connection lost' }).waitFor();
      // What it knew is still there.
      expect(await job('started before the end').count()).toBe(1);

      await using second = start();
      await startJob(await urlOf(second), 'started after the end');
      await job('started after the end').getByText('Running').waitFor();
      await page.getByText('Live', { exact: true }).waitFor();
      // The simulator of the process that was killed had this job, and that of the next one has not.
      await job('started before the end').waitFor({ state: 'detached' });
      await page.close();
    },
    patience,
  );
});
