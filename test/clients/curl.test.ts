import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';
import { addressOnPage, shellSnippet } from './runSnippet.ts';

const isThere = spawnSync('curl', ['--version']).status === 0;
if (!isThere && process.env['CI']) throw new Error('curl is not installed; on Debian: apt-get install curl');

test.skipIf(!isThere)('curl shows the events as docs/subscriptions.md says', async () => {
  await using gateway = await startGateway();
  const command = shellSnippet();
  expect(command).toContain(addressOnPage);
  const child = spawn('bash', ['-c', `exec ${command.replace(addressOnPage, gateway.url)}`]);
  const ended = once(child, 'exit');
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  try {
    await expect.poll(() => shown, { timeout: 10_000 }).toMatch(/^retry: \d+\n\nid: .+\nevent: next\ndata: \{.+\}\n\n/);
    expect(shown).toContain('"status":"ACTIVE"');
  } finally {
    child.kill();
    await ended;
  }
});
