// Registry of the Glacier operations. Multipart-upload operations are listed only to be rejected by name.
import {
  AbortMultipartUpload$,
  CompleteMultipartUpload$,
  InitiateMultipartUpload$,
  ListMultipartUploads$,
  ListParts$,
  UploadMultipartPart$,
} from '@aws-sdk/client-glacier';
import { NotSimulated } from '../http/errors.ts';
import { unsupportedOperation } from '../http/operation.ts';
import type { Service } from '../http/service.ts';
import { restJson } from '../protocol/restJson.ts';
import { abortVaultLock } from './abortVaultLock.ts';
import { addTagsToVault } from './addTagsToVault.ts';
import { completeVaultLock } from './completeVaultLock.ts';
import { createVault } from './createVault.ts';
import { deleteArchive } from './deleteArchive.ts';
import { deleteVault } from './deleteVault.ts';
import { deleteVaultAccessPolicy } from './deleteVaultAccessPolicy.ts';
import { deleteVaultNotifications } from './deleteVaultNotifications.ts';
import { describeJob } from './describeJob.ts';
import { describeVault } from './describeVault.ts';
import { getDataRetrievalPolicy } from './getDataRetrievalPolicy.ts';
import { getJobOutput } from './getJobOutput.ts';
import { getVaultAccessPolicy } from './getVaultAccessPolicy.ts';
import { getVaultLock } from './getVaultLock.ts';
import { getVaultNotifications } from './getVaultNotifications.ts';
import { initiateJob } from './initiateJob.ts';
import { initiateVaultLock } from './initiateVaultLock.ts';
import { listJobs } from './listJobs.ts';
import { listProvisionedCapacity } from './listProvisionedCapacity.ts';
import { listTagsForVault } from './listTagsForVault.ts';
import { listVaults } from './listVaults.ts';
import { purchaseProvisionedCapacity } from './purchaseProvisionedCapacity.ts';
import { removeTagsFromVault } from './removeTagsFromVault.ts';
import { admitToGlacier } from './rules/admitToGlacier.ts';
import { setDataRetrievalPolicy } from './setDataRetrievalPolicy.ts';
import { setVaultAccessPolicy } from './setVaultAccessPolicy.ts';
import { setVaultNotifications } from './setVaultNotifications.ts';
import { uploadArchive } from './uploadArchive.ts';

const refused = [
  InitiateMultipartUpload$,
  UploadMultipartPart$,
  CompleteMultipartUpload$,
  AbortMultipartUpload$,
  ListMultipartUploads$,
  ListParts$,
];

export const glacier: Service = {
  name: 'glacier',
  protocol: restJson,
  admit: admitToGlacier,
  faultCodes: { throttle: 'ThrottlingException', '5xx': 'ServiceUnavailableException' },
  operations: [
    listVaults,
    createVault,
    describeVault,
    deleteVault,
    initiateJob,
    listJobs,
    describeJob,
    getJobOutput,
    setVaultNotifications,
    getVaultNotifications,
    deleteVaultNotifications,
    addTagsToVault,
    removeTagsFromVault,
    listTagsForVault,
    getDataRetrievalPolicy,
    setDataRetrievalPolicy,
    listProvisionedCapacity,
    purchaseProvisionedCapacity,
    uploadArchive,
    deleteArchive,
    setVaultAccessPolicy,
    getVaultAccessPolicy,
    deleteVaultAccessPolicy,
    initiateVaultLock,
    getVaultLock,
    completeVaultLock,
    abortVaultLock,
    ...refused.map((schema) =>
      unsupportedOperation(schema, new NotSimulated(`The simulator has no multipart uploads: ${schema[2]}`)),
    ),
  ],
};
