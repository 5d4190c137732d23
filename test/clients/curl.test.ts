import { once } from 'node:events';
import { expect, test } from 'vitest';
import { describeWith } from '../support/describeWith.ts';
import { startChild } from '../support/startChild.ts';
import { startGateway } from '../support/startGateway.ts';
import { addressOnPage, shellSnippet } from './runSnippet.ts';

describeWith('curl', 'curl', () => {
  test('shows the events as docs/subscriptions.md says', async () => {
    await using gateway = await startGateway();
    const command = shellSnippet();
    expect(command).toContain(addressOnPage);
    const child = startChild('bash', ['-c', `exec ${command.replace(addressOnPage, gateway.url)}`]);
    const ended = once(child, 'exit');
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
    try {
      await expect.poll(() => shown).toMatch(/^retry: \d+\n\nid: .+\nevent: next\ndata: \{.+\}\n\n/);
      expect(shown).toContain('"status":"ACTIVE"');
    } finally {
      child.kill();
      await ended;
    }
  });
});
