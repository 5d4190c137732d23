// npm run lighthouse: the scores of the jobs board for accessibility and best practices, in Chromium, in both colour schemes.
// Lighthouse is not a dependency: it brings 127 packages for one check. npx downloads it; version 13 needs Node 22.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { root } from './bundles.ts';

const lighthouse = 'lighthouse@12.2.3';
const lowestScore = 0.95;

interface Audit {
  id: string;
  title: string;
  score: number | null;
  scoreDisplayMode: string;
}

interface Report {
  runtimeError?: { message: string };
  categories: Record<string, { score: number | null }>;
  audits: Record<string, Audit>;
}

/** The program on simulated data, at the URL of its board. */
async function startBoard() {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: root,
    env: { ...process.env, PORT: '0', BACKEND: 'local' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /Jobs board: (\S+)/.exec(line) ?? [];
    if (url === undefined) continue;
    child.stdout.resume();
    const stop = async () => {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    };
    return { url, [Symbol.asyncDispose]: stop };
  }
  throw new Error('the gateway did not start');
}

async function anyJob(board: string): Promise<string> {
  const response = await fetch(new URL('graphql', board), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ jobs(first: 1) { nodes { id } } }' }),
  });
  const { data }: { data: { jobs: { nodes: { id: string }[] } } } = JSON.parse(await response.text());
  const [job] = data.jobs.nodes;
  if (!job) throw new Error('the simulator has no job');
  return job.id;
}

async function audit(url: string, scheme: string): Promise<Report> {
  const chromeFlags = ['--headless', '--no-sandbox', ...(scheme === 'dark' ? ['--force-dark-mode'] : [])];
  const flags = [
    '--only-categories=accessibility,best-practices',
    '--preset=desktop',
    '--throttling-method=provided',
    // The board keeps a stream open, so the network is never idle.
    '--max-wait-for-load=10000',
    '--no-enable-error-reporting',
    '--output=json',
    '--quiet',
    `--chrome-flags=${chromeFlags.join(' ')}`,
  ];
  const { stdout } = await promisify(execFile)('npx', ['--yes', lighthouse, url, ...flags], {
    cwd: root,
    maxBuffer: 64 * 2 ** 20,
  });
  return JSON.parse(stdout);
}

/** What is wrong with a page: low scores with their audits, or nothing. */
function faultsOf({ runtimeError, categories, audits }: Report): string[] {
  if (runtimeError) return [runtimeError.message];
  // A page without content would have perfect scores.
  if (audits['button-name']?.scoreDisplayMode !== 'binary') return ['the page has no buttons: it did not load'];
  if (Object.values(categories).every(({ score }) => (score ?? 0) >= lowestScore)) return [];
  return Object.values(audits)
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, title }) => `${id}: ${title}`);
}

await using board = await startBoard();
const pages = { 'all jobs': board.url, 'one job': `${board.url}#/job/${await anyJob(board.url)}` };
for (const [name, url] of Object.entries(pages)) {
  for (const scheme of ['light', 'dark']) {
    const report = await audit(url, scheme);
    const scores = Object.entries(report.categories).map(
      ([category, { score }]) => `${category} ${(score ?? 0) * 100}`,
    );
    process.stdout.write(`${name}, ${scheme}: ${scores.join(', ')}\n`);
    for (const fault of faultsOf(report)) {
      process.stdout.write(`  ${fault}\n`);
      process.exitCode = 1;
    }
  }
}
