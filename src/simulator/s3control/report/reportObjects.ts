// The objects of a job's completion report, and when each is written. S3 writes manifest.json last, some time after the job has ended.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import { createHash } from 'node:crypto';
import type { NewObject } from '../../world/objects/objectStore.ts';
import type { RangedBytes } from '../../world/rangedBytes.ts';
import type { BatchJob } from '../batch/batchJob.ts';
import type { BatchTasks } from '../batch/batchTasks.ts';
import { ReportFile } from './reportFile.ts';
import { reportManifest } from './reportManifest.ts';
import { findPlaces, type TaskStatus } from './rowPlaces.ts';

/** Milliseconds after the end of the job. AWS publishes no such times. */
const FILES_AFTER = 30_000;
const MANIFEST_AFTER = 60_000;

export interface ReportObject extends NewObject {
  lastModified: number;
}

/** In the order in which they are written; none for a report of failed tasks if no task failed. */
export async function reportObjects(
  { id, request: { Report: report } }: BatchJob,
  tasks: BatchTasks,
  endedAt: number,
  bucket: string,
): Promise<ReportObject[]> {
  // Joined as it is: a prefix that ends with a slash gives two.
  const folder = `${report?.Prefix === undefined ? '' : `${report.Prefix}/`}job-${id}`;
  const statuses: readonly TaskStatus[] =
    report?.ReportScope === 'FailedTasksOnly' ? ['failed'] : ['succeeded', 'failed'];
  const places = await findPlaces(tasks);
  const files = statuses
    .filter((status) => places[status].rows > 0)
    .map((status) => ({
      status,
      bucket,
      key: `${folder}/results/${createHash('sha1').update(`${id} ${status}`).digest('hex')}.csv`,
      file: new ReportFile(tasks, places[status]),
    }));
  if (files.length === 0) return [];
  const manifest = reportManifest(files, endedAt + MANIFEST_AFTER);
  return [
    ...files.map(({ key, file }) => reportObject(key, file, endedAt + FILES_AFTER)),
    reportObject(`${folder}/manifest.json.md5`, manifest.md5, endedAt + MANIFEST_AFTER),
    reportObject(`${folder}/manifest.json`, manifest.json, endedAt + MANIFEST_AFTER),
  ];
}

const reportObject = (key: string, content: RangedBytes, lastModified: number): ReportObject => ({
  key,
  content,
  lastModified,
  // As of an upload in parts. An MD5 would mean to read all reports of a bucket for its list.
  etag: `${createHash('md5').update(key).digest('hex')}-1`,
});
