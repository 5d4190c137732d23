// The simulator as a process of its own, for the AWS CLI and programs in other languages: flags in, a URL out. It runs until it is
// interrupted.
import { createClock } from '../core/clock.ts';
import { HELP, parseFlags } from './parseFlags.ts';
import { startSimulator } from './startSimulator.ts';

const flags = parseFlags(process.argv.slice(2));
if (flags.kind === 'help') {
  process.stdout.write(HELP);
} else if (flags.kind === 'faults') {
  process.stderr.write(`${flags.faults.join('\n')}\nSee --help.\n`);
  process.exitCode = 2;
} else {
  await run(flags.settings);
}

async function run({ speed, ...options }: Extract<typeof flags, { kind: 'settings' }>['settings']): Promise<void> {
  let simulator: Awaited<ReturnType<typeof startSimulator>>;
  try {
    simulator = await startSimulator({ ...options, clock: createClock({ speed }) });
  } catch (error) {
    process.stderr.write(`Cannot listen on ${options.host}:${options.port}: ${String(error)}\n`);
    process.exitCode = 1;
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());
  process.stdout.write(
    [
      `Simulated Amazon Glacier, S3 Control and SNS listen on ${simulator.url}; one second here is ${speed} there.`,
      'Try it with any credentials, for instance:',
      '  export AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1',
      `  aws --endpoint-url ${simulator.url} glacier list-vaults --account-id -`,
      `  aws --endpoint-url ${simulator.url} --region snow s3control list-jobs --account-id 111122223333`,
      `What SNS delivers is signed; the certificate is at ${simulator.certificateUrl}`,
      '',
    ].join('\n'),
  );
}
