// The completion reports that one request reads. The gateway remembers each manifest.json for all requests: S3 writes it once.
// What the policy hides from the caller is absent: its bucket is not asked.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { headObject } from '../aws/s3/headObject.ts';
import { mayReadBucket } from '../aws/s3/mayReadBucket.ts';
import { ByteCache } from '../core/byteCache.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import { type BatchJobKey, batchJobArn, type Location } from '../core/location.ts';
import { ObjectReader } from './objectReader.ts';
import { type FailureSummary, readFailures } from './readFailures.ts';
import { readManifest } from './readManifest.ts';
import type { ReportFile, ReportManifest } from './reportManifest.ts';
import { type JobOfReport, type ReportState, reportAddress, stateFromJob, stateOfAbsent } from './reportState.ts';
import { readTaskPage, type TaskPage, type TaskQuery } from './taskPage.ts';

export interface Reports {
  /** Null if the caller may not read its bucket. */
  state(of: JobOfReport): Promise<ReportState | null>;
  /** Null unless its state is WRITTEN. */
  manifest(of: JobOfReport): Promise<ReportManifest | null>;
  /** Null if the caller may not read the bucket of a file. Equal pages of a request are read once. */
  tasks(report: OpenReport, query: TaskQuery): Promise<TaskPage | null>;
  /** Null if the caller may not read the bucket of a file. Read once for all fields of a request. */
  failures(report: OpenReport): Promise<FailureSummary | null>;
  /** The size of a file in bytes; null if S3 does not report it, or the caller may not read its bucket. */
  size(location: Location, file: ReportFile): Promise<number | null>;
}

/** A report that S3 has written, of a job in this account and region. */
export interface OpenReport {
  job: BatchJobKey;
  manifest: ReportManifest;
}

/** The manifests that were read before, by the address of their objects. */
export type ReportManifests = ByteCache<ReportManifest>;

export const createReportManifests = (): ReportManifests => new ByteCache(cacheBytes.reportManifests);

export interface ReportServices {
  reportManifests: ReportManifests;
  /** The bytes of reports that one request searches. */
  reportScanBytes: number;
  /** The clock of the jobs. */
  backend: { clock: { now(): number } };
}

type Found = ReportManifest | ReportState | null;

export function createReports(aws: AwsSession, { reportManifests, reportScanBytes, backend }: ReportServices): Reports {
  const { access } = aws.caller;
  const byJob = new Map<string, Promise<Found>>();
  const pages = new Map<string, Promise<TaskPage>>();
  const summaries = new Map<string, Promise<FailureSummary>>();
  const budget = { left: reportScanBytes };

  const read = async (of: JobOfReport): Promise<Found> => {
    const address = reportAddress(of);
    const source = address && { location: of.job, bucketName: address.bucketName };
    if (source && !mayReadBucket(aws, source)) return null;
    const known = stateFromJob(of);
    if (known || !source) return known;
    const { key } = address;
    const { accountId } = of.job;
    const name = `${access.ownerOf(source.bucketName, accountId)} ${accountId} ${source.bucketName} ${key}`;
    const manifest = reportManifests.get(name) ?? (await readManifest(aws, source, key));
    if (!manifest) return stateOfAbsent(of, backend.clock.now());
    reportManifests.set(name, manifest);
    return manifest;
  };

  const find = (of: JobOfReport): Promise<Found> => {
    const { jobArn } = of.job;
    const found = byJob.get(jobArn) ?? read(of);
    byJob.set(jobArn, found);
    return found;
  };

  const openFileOf =
    (location: Location) =>
    ({ bucket, key }: ReportFile, eTag: string | null): ObjectReader =>
      new ObjectReader(aws, { location, bucketName: bucket }, key, eTag);

  const mayRead = (location: Location, { bucket }: ReportFile): boolean =>
    mayReadBucket(aws, { location, bucketName: bucket });
  const mayReadAll = ({ job, manifest }: OpenReport): boolean => manifest.files.every((file) => mayRead(job, file));

  return {
    state: async (of) => {
      const found = await find(of);
      return isManifest(found) ? 'WRITTEN' : found;
    },
    manifest: async (of) => {
      const found = await find(of);
      return isManifest(found) ? found : null;
    },
    tasks: async (report, query) => {
      if (!mayReadAll(report)) return null;
      const { job, manifest } = report;
      const key = `${batchJobArn(job)} ${JSON.stringify(query)}`;
      const page = pages.get(key) ?? readTaskPage({ manifest, open: openFileOf(job), budget }, query);
      pages.set(key, page);
      return page;
    },
    failures: async (report) => {
      if (!mayReadAll(report)) return null;
      const { job, manifest } = report;
      const key = batchJobArn(job);
      const summary = summaries.get(key) ?? readFailures({ manifest, open: openFileOf(job), budget });
      summaries.set(key, summary);
      return summary;
    },
    size: async (location, file) => {
      if (!mayRead(location, file)) return null;
      const { contentLength } = await headObject(aws, { location, bucketName: file.bucket }, { key: file.key });
      return contentLength;
    },
  };
}

const isManifest = (found: Found): found is ReportManifest => found !== null && typeof found === 'object';
