// deploy/systemd/glacier-graphql.service: systemd accepts it, and it leaves the gateway the time that it needs.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/bundles.ts';
import { defaultConfig } from '../../src/config/options.ts';
import { describeWith } from '../support/describeWith.ts';
import { runChild } from '../support/startChild.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const unit = await readFile(join(root, 'deploy/systemd/glacier-graphql.service'), 'utf8');

test('systemd waits for longer than the gateway takes to shut down', () => {
  const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(unit) ?? [];
  expect(Number(seconds)).toBeGreaterThan(defaultConfig().SHUTDOWN_GRACE_SECONDS);
});

describeWith('systemd-analyze', 'the systemd unit', () => {
  test('is accepted by systemd-analyze verify', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'glacier-graphql.service');
    // It would also look for the program.
    await writeFile(path, unit.replace('/usr/bin/node', process.execPath));
    const { stderr } = await runChild('systemd-analyze', ['verify', '--man=no', path]);
    expect(stderr.split('\n').filter((line) => line.includes('glacier-graphql'))).toEqual([]);
  });
});
