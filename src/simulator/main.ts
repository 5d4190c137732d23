// The simulator as a process of its own, for the AWS CLI and programs in other languages. It runs until it is interrupted.
import { version } from '../core/version.ts';
import { type Simulator, startSimulator } from './library/startSimulator.ts';
import { HELP, parseFlags } from './parseFlags.ts';

const flags = parseFlags(process.argv.slice(2));
if (flags.kind === 'help') {
  process.stdout.write(HELP);
} else if (flags.kind === 'version') {
  process.stdout.write(`${version}\n`);
} else if (flags.kind === 'faults') {
  process.stderr.write(`${flags.faults.join('\n')}\nSee --help.\n`);
  process.exitCode = 2;
} else {
  await run(flags.settings);
}

async function run({ speed, ...options }: Extract<typeof flags, { kind: 'settings' }>['settings']): Promise<void> {
  let simulator: Simulator;
  try {
    simulator = await startSimulator({ ...options, speed, startsJobs: true });
  } catch (error) {
    process.stderr.write(
      `Cannot listen on ${options.host}:${options.port} (${String(error)}). Set another with --host or --port; 0 takes a free port.\n`,
    );
    process.exitCode = 1;
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());
  // Node.js would open its debugger.
  process.on('SIGUSR1', () => undefined);
  process.stdout.write(
    [
      `Simulated Glacier, S3, S3 Control, SQS, EventBridge, SNS and STS listen on ${simulator.url}; time runs ${speed} times as fast.`,
      'Any credentials work; an access key of 12 digits selects the account. For example:',
      '  export AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1',
      `  aws --endpoint-url ${simulator.url} glacier list-vaults --account-id -`,
      `  aws --endpoint-url ${simulator.url} --region snow s3control list-jobs --account-id 111122223333`,
      `Events of 111122223333 in us-east-1 arrive at ${simulator.url}/111122223333/cold-storage-events`,
      `SNS messages are signed; the certificate is at ${simulator.certificateUrl}`,
      '',
    ].join('\n'),
  );
}
