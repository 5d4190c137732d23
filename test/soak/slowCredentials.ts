// A profile of the AWS configuration whose credential_process takes seconds, as helpers do that ask for a second factor, and
// whose credentials soon expire. It records its runs.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An SDK renews credentials five minutes before they expire. */
const renewedBefore = 300;

export interface SlowCredentials {
  /** The environment of a gateway. Its name must be its own. */
  environment(gateway: string): Record<string, string>;
  /** How often the process ran, and how often while another run for the same gateway had not ended. */
  runs(): Promise<{ all: number; overlapping: number }>;
}

export async function slowCredentials(
  folder: string,
  { accountId, secondsEach, secondsValid }: { accountId: string; secondsEach: number; secondsValid: number },
): Promise<SlowCredentials> {
  const [program, config, log] = ['credentials.mjs', 'aws-config', 'credentials.log'].map((name) => join(folder, name));
  if (!program || !config || !log) throw new Error('no paths');
  await writeFile(log, '');
  await writeFile(
    program,
    `import { appendFileSync } from 'node:fs';
const note = (what) => appendFileSync(${JSON.stringify(log)}, process.env.SOAK_GATEWAY + ' ' + what + '\\n');
note('begins');
setTimeout(() => {
  note('ends');
  const Expiration = new Date(Date.now() + ${(renewedBefore + secondsValid) * 1000}).toISOString();
  console.log(JSON.stringify({ Version: 1, AccessKeyId: '${accountId}', SecretAccessKey: 'any', SessionToken: 't', Expiration }));
}, ${secondsEach * 1000});
`,
  );
  await writeFile(config, `[profile soak]\ncredential_process = "${process.execPath}" "${program}"\n`);
  return {
    environment: (gateway) => ({
      AWS_PROFILE: 'soak',
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      SOAK_GATEWAY: gateway,
    }),
    runs: async () => {
      const open = new Map<string, number>();
      const count = { all: 0, overlapping: 0 };
      for (const line of (await readFile(log, 'utf8')).split('\n').filter((each) => each !== '')) {
        const [gateway = '', what] = line.split(' ');
        const running = open.get(gateway) ?? 0;
        if (what === 'begins') {
          count.all += 1;
          if (running > 0) count.overlapping += 1;
        }
        open.set(gateway, running + (what === 'begins' ? 1 : -1));
      }
      return count;
    },
  };
}
