// Registry of the S3 operations for buckets and objects. All others of the client are refused by name (refusedOperations.ts).

import type { Emission } from '../emission/createEmission.ts';
import { signedService } from '../http/identity.ts';
import type { RequestHead, Service } from '../http/service.ts';
import { s3Address } from '../protocol/s3/s3Address.ts';
import { s3Protocol } from '../protocol/s3/s3Protocol.ts';
import { runInTurns } from '../s3control/tasks/runBatchJobs.ts';
import { isBucketName } from '../world/objects/bucketName.ts';
import { abortMultipartUpload } from './abortMultipartUpload.ts';
import { completeMultipartUpload } from './completeMultipartUpload.ts';
import { copyObject } from './copyObject.ts';
import { createBucket } from './createBucket.ts';
import { createMultipartUpload } from './createMultipartUpload.ts';
import { deleteBucket } from './deleteBucket.ts';
import { deleteObject } from './deleteObject.ts';
import { deleteObjects } from './deleteObjects.ts';
import { deleteObjectTagging } from './deleteObjectTagging.ts';
import { getBucketAcl } from './getBucketAcl.ts';
import { getBucketLocation } from './getBucketLocation.ts';
import { getBucketNotificationConfiguration } from './getBucketNotificationConfiguration.ts';
import { getBucketVersioning } from './getBucketVersioning.ts';
import { getObject } from './getObject.ts';
import { getObjectAcl } from './getObjectAcl.ts';
import { getObjectLegalHold } from './getObjectLegalHold.ts';
import { getObjectLockConfiguration } from './getObjectLockConfiguration.ts';
import { getObjectRetention } from './getObjectRetention.ts';
import { getObjectTagging } from './getObjectTagging.ts';
import { headBucket } from './headBucket.ts';
import { headObject } from './headObject.ts';
import { listBuckets } from './listBuckets.ts';
import { listMultipartUploads } from './listMultipartUploads.ts';
import { listObjects } from './listObjects.ts';
import { listObjectsV2 } from './listObjectsV2.ts';
import { listObjectVersions } from './listObjectVersions.ts';
import { listParts } from './listParts.ts';
import { putBucketNotificationConfiguration } from './putBucketNotificationConfiguration.ts';
import { putBucketVersioning } from './putBucketVersioning.ts';
import { putObject } from './putObject.ts';
import { putObjectAcl } from './putObjectAcl.ts';
import { putObjectLegalHold } from './putObjectLegalHold.ts';
import { putObjectRetention } from './putObjectRetention.ts';
import { putObjectTagging } from './putObjectTagging.ts';
import { refusedOperations } from './refusedOperations.ts';
import { restoreObject } from './restoreObject.ts';
import { admitToS3 } from './rules/admitToS3.ts';
import { uploadPart } from './uploadPart.ts';
import { uploadPartCopy } from './uploadPartCopy.ts';

/** `allowedHosts` are further names of the simulator. A bucket may be in front of those that begin with a dot. */
export function s3(allowedHosts: readonly string[], emission: Emission): Service {
  const hosts = ['.localhost', ...allowedHosts.filter((host) => host.startsWith('.'))];
  const protocol = s3Protocol(hosts);
  return {
    name: 's3',
    protocol: {
      ...protocol,
      // Any path could be a bucket's.
      match: (request, operations) => (isS3Request(request, hosts) ? protocol.match(request, operations) : undefined),
    },
    admit: admitToS3,
    // Batch jobs act on objects and write reports.
    settle: (world, now) => runInTurns(world, now) ?? world.reports.writeDue(now),
    faultCodes: { throttle: 'SlowDown', '5xx': 'InternalError' },
    claims: (request) => isS3Request(request, hosts),
    operations: [
      listBuckets,
      createBucket,
      headBucket,
      deleteBucket,
      getBucketLocation,
      getBucketAcl,
      getBucketVersioning,
      putBucketVersioning,
      getBucketNotificationConfiguration,
      putBucketNotificationConfiguration(emission),
      listObjectsV2,
      listObjects,
      putObject,
      getObject,
      headObject,
      deleteObject,
      deleteObjects,
      copyObject,
      getObjectTagging,
      putObjectTagging,
      deleteObjectTagging,
      getObjectAcl,
      putObjectAcl,
      getObjectLegalHold,
      putObjectLegalHold,
      getObjectRetention,
      putObjectRetention,
      getObjectLockConfiguration,
      listObjectVersions,
      restoreObject,
      createMultipartUpload,
      uploadPart,
      uploadPartCopy,
      completeMultipartUpload,
      abortMultipartUpload,
      listParts,
      listMultipartUploads,
      ...refusedOperations,
    ],
  };
}

/** S3 Control signs for s3 too, and has a path of its own. An unsigned request is S3's if it names a bucket. */
function isS3Request(request: RequestHead, hosts: readonly string[]): boolean {
  const [first = '', second] = request.segments;
  if (first === 'v20180820') return false;
  const service = signedService(request);
  if (service !== undefined) return service === 's3';
  const isGlacier = second !== undefined && glacierPaths.includes(second);
  const { bucket } = s3Address(request, hosts);
  return bucket !== undefined && isBucketName(bucket) && !isGlacier;
}

/** Behind the account. */
const glacierPaths = ['vaults', 'policies', 'provisioned-capacity'];
