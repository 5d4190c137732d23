// Registry of the Glacier operations: all 33 of them.
import type { Service } from '../http/service.ts';
import { restJson } from '../protocol/restJson.ts';
import { abortMultipartUpload } from './abortMultipartUpload.ts';
import { abortVaultLock } from './abortVaultLock.ts';
import { addTagsToVault } from './addTagsToVault.ts';
import { completeMultipartUpload } from './completeMultipartUpload.ts';
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
import { initiateMultipartUpload } from './initiateMultipartUpload.ts';
import { initiateVaultLock } from './initiateVaultLock.ts';
import { listJobs } from './listJobs.ts';
import { listMultipartUploads } from './listMultipartUploads.ts';
import { listParts } from './listParts.ts';
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
import { uploadMultipartPart } from './uploadMultipartPart.ts';

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
    initiateMultipartUpload,
    uploadMultipartPart,
    completeMultipartUpload,
    abortMultipartUpload,
    listMultipartUploads,
    listParts,
  ],
};
