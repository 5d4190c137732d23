// The aws CLI is another client by other people: what it can work with is not just what our SDK forgives.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR, start } from './support.ts';

const isInstalled = spawnSync('aws', ['--version']).status === 0;
const isRequired = process.env['CI'] === 'true';

describe.runIf(isInstalled)('the aws CLI', () => {
  it('lists, starts, describes, downloads and uploads', async () => {
    const { aws, clock, folder } = await withCli();
    const { VaultList } = await aws('list-vaults');
    expect(VaultList).toHaveLength(27);

    const vault = ['--vault-name', 'awkward-names'];
    const { JobList } = await aws('list-jobs', ...vault, '--statuscode', 'Succeeded');
    expect(JobList).toHaveLength(2);

    const parameters = '{"Type":"inventory-retrieval","Format":"CSV"}';
    const { jobId } = await aws('initiate-job', ...vault, '--job-parameters', parameters);
    // An id may begin with a hyphen, so it must be joined to its option.
    expect(await aws('describe-job', ...vault, `--job-id=${jobId}`)).toMatchObject({ StatusCode: 'InProgress' });
    clock.advance(5 * HOUR);

    const file = join(folder, 'output');
    const range = ['--range', 'bytes=0-8'];
    const output = await aws('get-job-output', ...vault, `--job-id=${jobId}`, ...range, file);
    expect(output).toMatchObject({ status: 206, contentType: 'text/csv' });
    expect(await readFile(file, 'utf8')).toBe('ArchiveId');

    await writeFile(file, 'hello');
    const upload = await aws('upload-archive', '--vault-name', 'empty-vault', '--body', file);
    expect(upload['checksum']).toBe('2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824');
  }, 60_000);

  it('shows errors by their AWS names', async () => {
    const { aws } = await withCli();
    await expect(aws('describe-vault', '--vault-name', 'nope')).rejects.toThrow(
      'An error occurred (ResourceNotFoundException) when calling the DescribeVault operation',
    );
    await expect(aws('list-multipart-uploads', '--vault-name', 'empty-vault')).rejects.toThrow('(NotSimulated)');
  }, 60_000);
});

if (!isInstalled && isRequired) {
  it('has the aws CLI where CI=true', () => expect.fail('there is no aws on the PATH: install the package awscli'));
} else if (!isInstalled) {
  it.skip('tries the aws CLI: skipped, there is no aws on the PATH; install the package awscli to run it');
}

async function withCli() {
  const { simulator, clock } = await start({ seed: 'demo' });
  const folder = await mkdtemp(join(tmpdir(), 'aws-cli-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const run = promisify(execFile);
  const env = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: '111122223333',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
  const aws = async (command: string, ...args: string[]): Promise<Record<string, unknown>> => {
    const line = [
      '--endpoint-url',
      simulator.url,
      '--output',
      'json',
      'glacier',
      command,
      '--account-id',
      '-',
      ...args,
    ];
    return JSON.parse((await run('aws', line, { env })).stdout);
  };
  return { aws, clock, folder };
}
