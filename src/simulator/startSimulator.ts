// Composition root of the simulator: used by local mode, tests and main.ts.
import type { AdjustableClock } from '../core/clock.ts';
import { demoAccounts } from './demo/accounts.ts';
import { keepStartingJobs } from './demo/keepStartingJobs.ts';
import { seedArchiveOfMillions } from './demo/seedArchiveOfMillions.ts';
import { seedDemoWorld } from './demo/seedDemoWorld.ts';
import { createEmission } from './emission/createEmission.ts';
import { events } from './events/index.ts';
import { glacier } from './glacier/index.ts';
import { CallLog } from './http/callLog.ts';
import { FaultPlan } from './http/faults.ts';
import { listen } from './http/listen.ts';
import { s3 } from './s3/index.ts';
import { s3control } from './s3control/index.ts';
import type { Seed } from './seeds.ts';
import { certificatePath } from './sns/certificatePath.ts';
import { createPost } from './sns/createPost.ts';
import { sns } from './sns/index.ts';
import { notifyOfJobs } from './sns/notifyOfJobs.ts';
import { sqs } from './sqs/index.ts';
import { sts } from './sts/index.ts';
import { DEFAULT_JOB_RETENTION_HOURS, HOUR } from './world/durations.ts';
import { World } from './world/world.ts';

export interface SimulatorOptions {
  clock: AdjustableClock;
  /** Default: 127.0.0.1. */
  host?: string;
  /** Default: a free port. */
  port?: number;
  /** Further names that a Host header may have; with a dot in front, all that end in it. Default: none. */
  allowedHosts?: readonly string[];
  /** Hosts, other than this machine, to which SNS may post after a Subscribe. Default: none. */
  callbackHosts?: readonly string[];
  /** Default: 'demo'. 'statuses' adds a Batch job of each operation in each status. 'empty' has the accounts alone. */
  seed?: Seed;
  /** Whether new jobs start in the demo world as time passes. Default: false, so that a test knows all jobs. */
  startsJobs?: boolean;
  /** The number of archives in the vault archive-of-millions, independent of the seed. Default: 0, without that vault. */
  archives?: number;
  /** Hours that a finished job is retained, at least 24. Default: a year, so that a fast demo stays populated. */
  jobRetentionHours?: number;
}

export interface Simulator {
  url: string;
  /** The certificate of SNS's signing key, as PEM. */
  certificateUrl: string;
  calls: CallLog;
  faults: FaultPlan;
  world: World;
  /** Closes keep-alive connections too. */
  close(): Promise<void>;
}

export async function startSimulator({
  clock,
  host = '127.0.0.1',
  port = 0,
  allowedHosts = [],
  callbackHosts = [],
  seed = 'demo',
  startsJobs = false,
  archives = 0,
  jobRetentionHours = DEFAULT_JOB_RETENTION_HOURS,
}: SimulatorOptions): Promise<Simulator> {
  if (!(jobRetentionHours >= 24))
    throw new RangeError(`AWS keeps jobs for at least 24 hours, not ${jobRetentionHours}`);
  const world = new World({ clock, jobRetention: jobRetentionHours * HOUR, seed: 'glacier-graphql' });
  for (const { accountId, name, glacierClosed } of demoAccounts) world.addAccount(accountId, { name, glacierClosed });
  if (seed !== 'empty') {
    seedDemoWorld(world, seed);
    if (startsJobs) keepStartingJobs(world);
  }
  if (archives > 0) seedArchiveOfMillions(world, world.location('111122223333', 'us-east-1'), archives);
  const calls = new CallLog();
  const faults = new FaultPlan();
  let url = '';
  const post = createPost(world, () => url);
  const emission = createEmission(world, post);
  const services = [
    glacier,
    sqs(emission),
    events(emission),
    s3(allowedHosts, emission),
    s3control,
    sts,
    sns(post, callbackHosts, emission),
  ];
  const server = await listen(
    { services, world, calls, faults },
    { host, port, allowedHosts, documents: { [certificatePath]: post.certificate } },
  );
  url = server.url;
  const endNotices = notifyOfJobs(world, post);
  return {
    url,
    certificateUrl: url + certificatePath,
    calls,
    faults,
    world,
    close: async () => {
      endNotices();
      emission.close();
      post.close();
      await server.close();
    },
  };
}
