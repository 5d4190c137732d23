// State of the simulated AWS: records only. Operations hold the rules; progress.ts and snapshot.ts derive what follows from
// time. Tests can add vaults, archives and jobs here directly, with any date.
import type { AdjustableClock } from '../../core/clock.ts';
import type { EventFault } from '../emission/eventFaults.ts';
import type { EventRule } from '../events/rules/eventRule.ts';
import type { BatchJob } from '../s3control/batch/batchJob.ts';
import { BatchJobs } from '../s3control/batch/batchJobs.ts';
import { batchPlan } from '../s3control/batch/batchPlan.ts';
import { JobChanges } from '../s3control/batch/jobChanges.ts';
import { reportBucket } from '../s3control/report/reportBucket.ts';
import { ReportWriter } from '../s3control/report/reportWriter.ts';
import { hasObjects } from '../s3control/tasks/hasObjects.ts';
import { JobRun } from '../s3control/tasks/jobRun.ts';
import type { RunningJob } from '../s3control/tasks/runningJob.ts';
import type { TaskRule } from '../s3control/tasks/taskRules.ts';
import { MessageQueue } from '../sqs/queue/messageQueue.ts';
import type { QueueAttributes } from '../sqs/queue/queueAttributes.ts';
import type { Archive } from './archive.ts';
import { arnOf } from './arnOf.ts';
import type { Content } from './content.ts';
import { durationOf } from './durations.ts';
import { createHeldBytes } from './heldBytes.ts';
import { createIds, type Ids } from './ids.ts';
import { MultipartUploads } from './multipartUploads.ts';
import { ObjectStore } from './objects/objectStore.ts';
import { isForgotten } from './progress.ts';
import type {
  Account,
  AccountRegion,
  ArchiveRetrieval,
  InventoryRetrieval,
  Job,
  Select,
  Subscription,
  Topic,
  Vault,
} from './records.ts';

/** A new job; the world adds the other members. */
export type NewJob = NewOf<ArchiveRetrieval> | NewOf<InventoryRetrieval> | NewOf<Select>;
type Given = 'id' | 'createdAt' | 'endsAt' | 'description' | 'snsTopic' | 'tier' | 'failure';
type NewOf<J extends Job> = Omit<J, Given> & Partial<Pick<J, Given>>;

/** A new Batch job. By default the request and the id decide its plan. */
export type NewBatchJob = Pick<BatchJob, 'request'> & Partial<Omit<BatchJob, 'request'>>;

interface NewArchive {
  content: Content;
  description?: string;
  id?: string;
  createdAt?: number;
  deletedAt?: number;
  unreadable?: boolean;
  /** If it is known. An archive of AWS's documents has only this, not its bytes. */
  treeHash?: string;
}

/** Milliseconds after a DeleteQueue in which the name is not free. */
export const queueNameTaken = 60_000;

/** A clock that does not move would keep all of them. */
const maxDeletedQueues = 10_000;

export class World {
  readonly clock: AdjustableClock;
  readonly ids: Ids;
  /** How long a finished job is retained. */
  readonly jobRetention: number;
  readonly accounts = new Map<string, Account>();
  /** SNS topics, by ARN. */
  readonly topics = new Map<string, Topic>();
  /** SQS queues, by ARN. */
  readonly queues = new Map<string, MessageQueue>();
  /** When queues were deleted in the last minute, by ARN, the oldest first. */
  readonly deletedQueues = new Map<string, number>();
  /** What uploads take of the process's memory. */
  readonly heldBytes = createHeldBytes();
  /** Uploads of archives in parts. */
  readonly multipartUploads: MultipartUploads;
  /** S3's buckets and objects. */
  readonly objects: ObjectStore;
  /** Writes the completion reports of Batch jobs. */
  readonly reports = new ReportWriter(this);
  /** Called for each job that is added. */
  onJob: (vault: Vault, job: Job) => void = () => undefined;
  /** Called after each request. */
  onRequest: () => void = () => undefined;
  /** Ids of messages and events, so that they do not change those of jobs. */
  readonly messageIds: Ids;
  readonly #locations = new Map<string, AccountRegion>();
  /** The Batch jobs whose tasks act on objects and have not ended. */
  readonly runningBatchJobs = new Set<RunningJob>();
  /** Those that have ended, and when AWS deletes them. */
  readonly endedBatchJobs = new Map<RunningJob, number>();
  /** Results of tasks that the control endpoint has configured. */
  taskRules: readonly TaskRule[] = [];
  /** Faults of the delivery of events that the control endpoint has configured. */
  eventFaults: readonly EventFault[] = [];
  /** The time at which a task or an operation acts; undefined otherwise. */
  #writeTime: number | undefined;

  constructor(options: { clock: AdjustableClock; jobRetention: number; seed: string }) {
    this.clock = options.clock;
    this.jobRetention = options.jobRetention;
    this.ids = createIds(options.seed);
    const now = () => this.#writeTime ?? this.clock.now();
    this.multipartUploads = new MultipartUploads({ ids: this.ids, now, held: this.heldBytes });
    // Ids of its own, so that its objects do not change those of jobs.
    const ids = createIds(`${options.seed} objects`);
    this.messageIds = createIds(`${options.seed} messages`);
    this.objects = new ObjectStore({ ids, now, held: this.heldBytes });
  }

  addAccount(accountId: string, { name = accountId, glacierClosed = false } = {}): Account {
    const account: Account = { accountId, name, glacierClosed };
    this.accounts.set(accountId, account);
    return account;
  }

  /** The state of an account in a region. Every account can use every region. */
  location(accountId: string, region: string): AccountRegion {
    const account = this.accounts.get(accountId) ?? { accountId, name: accountId, glacierClosed: false };
    const key = `${accountId}/${region}`;
    const known = this.#locations.get(key);
    if (known) return known;
    const location: AccountRegion = {
      account,
      region,
      vaults: new Map(),
      retrievalPolicy: { strategy: 'None' },
      capacityUnits: [],
      batch: new BatchJobs({
        bucketChanges: () => this.objects.bucketChanges,
        canReport: ({ request: { Report: report } }, time) =>
          !report?.Enabled || reportBucket(this.objects, accountId, report, time) !== undefined,
      }),
      jobChanges: undefined,
      rules: new Map(),
    };
    this.#locations.set(key, location);
    return location;
  }

  addVault(location: AccountRegion, name: string, createdAt = this.clock.now()): Vault {
    const vault: Vault = {
      name,
      arn: vaultArn(location, name),
      createdAt,
      archives: new Map(),
      generated: undefined,
      jobs: new Map(),
      arrivals: () => undefined,
      tags: new Map(),
      notifications: undefined,
      accessPolicy: undefined,
      lock: undefined,
    };
    location.vaults.set(name, vault);
    return vault;
  }

  addArchive(vault: Vault, given: NewArchive): Archive {
    const { content } = given;
    let treeHash = given.treeHash;
    const archive: Archive = {
      id: given.id ?? this.ids.archive(),
      description: given.description ?? '',
      createdAt: given.createdAt ?? this.clock.now(),
      deletedAt: given.deletedAt,
      content,
      unreadable: given.unreadable ?? false,
      get treeHash() {
        treeHash ??= content.treeHash({ start: 0, end: content.size - 1 });
        return treeHash;
      },
    };
    vault.archives.set(archive.id, archive);
    return archive;
  }

  addJob(vault: Vault, given: NewJob): Job {
    const id = given.id ?? this.ids.job();
    const createdAt = given.createdAt ?? this.clock.now();
    const size = 'archive' in given ? given.archive.content.size : 0;
    const job: Job = {
      description: undefined,
      snsTopic: undefined,
      tier: undefined,
      failure: undefined,
      ...given,
      id,
      createdAt,
      endsAt: given.endsAt ?? createdAt + durationOf(id, given.tier, size),
    };
    vault.jobs.set(id, job);
    this.onJob(vault, job);
    return job;
  }

  addBatchJob(location: AccountRegion, given: NewBatchJob): BatchJob {
    const id = given.id ?? this.ids.batchJob();
    const job: BatchJob = {
      createdAt: this.clock.now(),
      queue: undefined,
      actions: [],
      tags: new Map(),
      statusUpdateReason: undefined,
      ...given,
      id,
      plan: given.plan ?? batchPlan(id, given.request),
    };
    if (given.plan === undefined && hasObjects(given.request, this.objects)) {
      job.run = new JobRun();
      // The manifest decides, once it is read.
      const { fault } = job.plan;
      job.plan = { ...job.plan, tasks: 0, failedTasks: 0, fault: fault?.at === 'report' ? fault : undefined };
      this.runningBatchJobs.add({ job, run: job.run, location });
    }
    location.batch.add(job);
    return job;
  }

  /** Writes to objects as if it were that time, until the function returns. */
  asOf<T>(time: number, write: () => T): T {
    this.#writeTime = time;
    try {
      return write();
    } finally {
      this.#writeTime = undefined;
    }
  }

  /** The topic; an existing one is returned unchanged. */
  addTopic(arn: string): Topic {
    const topic = this.topics.get(arn) ?? { arn, signatureVersion: '1', subscriptions: new Map() };
    this.topics.set(arn, topic);
    return topic;
  }

  /** The endpoint's subscription; an existing one is returned unchanged. */
  addSubscription(
    topic: Topic,
    endpoint: string,
    state: Subscription['state'] = 'pending',
    isRaw = false,
  ): Subscription {
    const known = [...topic.subscriptions.values()].find((each) => each.endpoint === endpoint);
    if (known) return known;
    const subscription: Subscription = {
      arn: `${topic.arn}:${this.ids.message()}`,
      protocol: endpoint.startsWith('arn:') ? 'sqs' : endpoint.startsWith('https:') ? 'https' : 'http',
      endpoint,
      isRaw,
      state,
      token: this.ids.token(),
      tokenMadeAt: this.clock.now(),
    };
    topic.subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  /** A rule of EventBridge. It keeps the targets of one with the same name. */
  addRule(location: AccountRegion, given: Omit<EventRule, 'arn' | 'targets'>): EventRule {
    const { rules, batch } = location;
    const targets = rules.get(given.name)?.targets ?? new Map();
    const rule = { ...given, arn: arnOf('events', location, `rule/${given.name}`), targets };
    rules.set(rule.name, rule);
    location.jobChanges ??= new JobChanges(batch, this.clock.now());
    return rule;
  }

  addQueue(location: AccountRegion, name: string, attributes: QueueAttributes): MessageQueue {
    const given = { arn: arnOf('sqs', location, name), name, createdAt: this.clock.now(), attributes };
    const queue = new MessageQueue(given, { ids: this.messageIds, held: this.heldBytes, queues: this.queues });
    this.queues.set(queue.arn, queue);
    return queue;
  }

  /** With its messages. */
  removeQueue(queue: MessageQueue, now: number): void {
    this.queues.delete(queue.arn);
    for (const [arn, deletedAt] of this.deletedQueues) {
      if (deletedAt > now - queueNameTaken && this.deletedQueues.size < maxDeletedQueues) break;
      this.deletedQueues.delete(arn);
    }
    this.deletedQueues.delete(queue.arn);
    this.deletedQueues.set(queue.arn, now);
    queue.close();
  }

  /** The accounts and regions that have been looked at. */
  locations(): Iterable<AccountRegion> {
    return this.#locations.values();
  }

  /** All vaults of all accounts and regions. */
  vaults(): Vault[] {
    return [...this.#locations.values()].flatMap(({ vaults }) => [...vaults.values()]);
  }

  /** The job, unless AWS would have deleted it by now. */
  job(vault: Vault, jobId: string): Job | undefined {
    const now = this.clock.now();
    vault.arrivals(now);
    const job = vault.jobs.get(jobId);
    return job && !isForgotten(job, now, this.jobRetention) ? job : undefined;
  }

  /** The vault's retained jobs, newest first. AWS does not publish its order: callers must not rely on this one. */
  jobs(vault: Vault): Job[] {
    const now = this.clock.now();
    vault.arrivals(now);
    return [...vault.jobs.values()]
      .filter((job) => !isForgotten(job, now, this.jobRetention))
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
  }
}

export const vaultArn = (location: AccountRegion, name: string): string => arnOf('glacier', location, `vaults/${name}`);
