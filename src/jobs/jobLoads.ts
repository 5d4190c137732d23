// What jobs are charged by, added up: bytes and numbers by service, region and tier. Pure.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import type { JobRecord } from './jobState.ts';
import { retrievedBytes } from './retrievedBytes.ts';

/** The jobs of one service in one region. Those that nothing is known of to charge them by count as unknown. */
export type JobLoad =
  | {
      service: 'GLACIER';
      region: string;
      /** Null for jobs that are no archive retrievals, of a tier that this gateway does not know, or of unknown size. */
      tier: Exclude<GlacierJobRecord['tier'], 'OTHER'>;
      count: number;
      sizeInBytes: number;
    }
  | { service: 'S3_BATCH_OPERATIONS'; region: string; count: number; tasks: number };

/** Takes the jobs one by one. */
export class JobLoads {
  readonly #loads = new Map<string, JobLoad>();

  add(job: JobRecord): void {
    this.#merge(loadOf(job));
  }

  /** Adds what was added up elsewhere. */
  merge(other: JobLoads): void {
    for (const load of other.#loads.values()) this.#merge(load);
  }

  /** By service and region. */
  get list(): readonly JobLoad[] {
    return [...this.#loads].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, load]) => load);
  }

  #merge(load: JobLoad): void {
    const key = `${load.service} ${load.region} ${load.service === 'GLACIER' ? load.tier : ''}`;
    const known = this.#loads.get(key);
    if (!known) {
      this.#loads.set(key, { ...load });
      return;
    }
    known.count += load.count;
    if (known.service === 'GLACIER' && load.service === 'GLACIER') known.sizeInBytes += load.sizeInBytes;
    if (known.service === 'S3_BATCH_OPERATIONS' && load.service === 'S3_BATCH_OPERATIONS') known.tasks += load.tasks;
  }
}

function loadOf(job: JobRecord): JobLoad {
  const { region } = job;
  if (job.kind === 'BatchJob') {
    const { numberOfTasksSucceeded = 0, numberOfTasksFailed = 0 } = job.progressSummary ?? {};
    return { service: 'S3_BATCH_OPERATIONS', region, count: 1, tasks: numberOfTasksSucceeded + numberOfTasksFailed };
  }
  const size = job.action === 'ARCHIVE_RETRIEVAL' ? retrievedBytes(job) : null;
  const tier = size === null || job.tier === 'OTHER' ? null : job.tier;
  return { service: 'GLACIER', region, tier, count: 1, sizeInBytes: size ?? 0 };
}
