// Documented behavior of AWS that the simulator has: at least one line that names it for each operation. It says where AWS says so, and
// which test shows it. docs/simulator-conformance.md is made of it. Undocumented cases have guesses: those are the tables of docs/simulator.md.

export interface Conformance {
  /** What AWS does. */
  behavior: string;
  /** AWS's page about it. */
  source: string;
  /** The test: its file below test/simulator, and its name. */
  test: readonly [file: string, name: string];
}

const glacier = 'https://docs.aws.amazon.com/amazonglacier/latest/dev';
const s3 = 'https://docs.aws.amazon.com/AmazonS3/latest';
const sqs = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide';
const sqsApi = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference';
const events = 'https://docs.aws.amazon.com/eventbridge/latest/APIReference';
const sts = 'https://docs.aws.amazon.com/STS/latest/APIReference';

/** Service -> its behavior. */
export const conformance: Readonly<Record<string, readonly Conformance[]>> = {
  'Glacier: vaults': [
    {
      behavior: 'CreateVault answers 201 with the address of the vault, also if the vault exists.',
      source: `${glacier}/api-vault-put.html`,
      test: ['vaults.test.ts', 'answers 201 with the address under the real account, the second time as well'],
    },
    {
      behavior: 'An account has at most 1,000 vaults in a region.',
      source: `${glacier}/working-with-vaults.html`,
      test: ['vaults.test.ts', 'stops at 1,000 vaults in a region'],
    },
    {
      behavior: 'The number and size of the archives are those of the last inventory.',
      source: `${glacier}/api-vault-get.html`,
      test: ['vaults.test.ts', 'counts what the last daily inventory saw, not what is there now'],
    },
    {
      behavior: 'ListVaults has ten vaults on a page, in ASCII order. The marker is the ARN of a vault.',
      source: `${glacier}/api-vaults-get.html`,
      test: ['vaults.test.ts', 'returns ten a page in ASCII order; each marker is the ARN of the last vault'],
    },
    {
      behavior: 'DeleteVault refuses a vault that had archives at its last inventory, or was written to since.',
      source: `${glacier}/api-vault-delete.html`,
      test: ['vaults.test.ts', 'refuses a vault with archives, and for a day after the last was deleted'],
    },
    {
      behavior: 'A vault has at most 50 tags.',
      source: `${glacier}/api-AddTagsToVault.html`,
      test: ['vaultSettings.test.ts', 'are at most ten a request and fifty a vault'],
    },
    {
      behavior: 'A vault lock that is not completed within 24 hours is gone.',
      source: `${glacier}/api-InitiateVaultLock.html`,
      test: ['vaultLock.test.ts', 'is gone after a day without completion'],
    },
    {
      behavior: 'Requests name the version of the API.',
      source: `${glacier}/api-common-request-headers.html`,
      test: ['wire.test.ts', 'needs the version header, in the one version there is'],
    },
    {
      behavior: 'Glacier is closed to accounts without vaults.',
      source: `${glacier}/introduction.html`,
      test: ['accounts.test.ts', 'refuses every operation of an account for which Glacier is closed'],
    },
    {
      behavior: 'DescribeVault has no inventory date before the first inventory.',
      source: `${glacier}/api-vault-get.html`,
      test: ['vaults.test.ts', 'says of a new vault that it has no inventory yet'],
    },
    {
      behavior:
        'SetVaultNotifications, GetVaultNotifications and DeleteVaultNotifications set, read and delete a configuration.',
      source: `${glacier}/api-vault-notifications-put.html`,
      test: ['vaultSettings.test.ts', 'are read back as set and gone when deleted, also twice'],
    },
    {
      behavior: 'AddTagsToVault, ListTagsForVault and RemoveTagsFromVault add, overwrite, list and remove tags.',
      source: `${glacier}/api-ListTagsForVault.html`,
      test: ['vaultSettings.test.ts', 'are added, overwritten, listed and removed'],
    },
    {
      behavior: 'SetVaultAccessPolicy, GetVaultAccessPolicy and DeleteVaultAccessPolicy set, read and delete a policy.',
      source: `${glacier}/api-SetVaultAccessPolicy.html`,
      test: ['vaultSettings.test.ts', 'is read back to the letter and gone when deleted'],
    },
    {
      behavior: 'InitiateVaultLock and CompleteVaultLock lock a vault for good; GetVaultLock has the state.',
      source: `${glacier}/api-CompleteVaultLock.html`,
      test: ['vaultLock.test.ts', 'goes from nothing over InProgress to Locked, and stays'],
    },
    {
      behavior: 'AbortVaultLock can be repeated.',
      source: `${glacier}/api-AbortVaultLock.html`,
      test: ['vaultLock.test.ts', 'is one at a time, aborted any number of times, and completed only by its own id'],
    },
  ],
  'Glacier: archives': [
    {
      behavior: 'UploadArchive verifies the tree hash, and returns it.',
      source: `${glacier}/api-archive-post.html`,
      test: ['archives.test.ts', 'stores the bytes and answers with their tree hash'],
    },
    {
      behavior: 'DeleteArchive can be repeated.',
      source: `${glacier}/api-archive-delete.html`,
      test: ['archives.test.ts', 'succeeds again on what it deleted'],
    },
    {
      behavior: 'Parts can come in any order, and can be sent again.',
      source: `${glacier}/api-upload-part.html`,
      test: ['multipartUploads.test.ts', 'becomes an archive of the parts, in any order, with replacements'],
    },
    {
      behavior: 'CompleteMultipartUpload can be repeated.',
      source: `${glacier}/api-multipart-complete-upload.html`,
      test: ['multipartUploads.test.ts', 'is completed once, however often that is asked'],
    },
    {
      behavior: 'An upload that nobody writes to ends after 24 hours.',
      source: `${glacier}/api-multipart-initiate-upload.html`,
      test: ['multipartUploads.test.ts', 'is forgotten a day after it was last written to, and its memory with it'],
    },
    {
      behavior: 'ListMultipartUploads and ListParts have at most 50 entries on a page.',
      source: `${glacier}/api-multipart-list-parts.html`,
      test: ['multipartUploads.test.ts', 'have pages of at most 50, which continue behind the marker'],
    },
    {
      behavior: 'InitiateMultipartUpload returns the ID of the upload and its location.',
      source: `${glacier}/api-multipart-initiate-upload.html`,
      test: ['multipartUploads.test.ts', 'returns the id and its address'],
    },
    {
      behavior: 'UploadMultipartPart verifies the range and both hashes.',
      source: `${glacier}/api-upload-part.html`,
      test: ['multipartUploads.test.ts', 'verifies both hashes, which are required, as is the range'],
    },
    {
      behavior: 'AbortMultipartUpload can be repeated.',
      source: `${glacier}/api-multipart-abort-upload.html`,
      test: ['multipartUploads.test.ts', 'ends when it is aborted, and can be aborted again'],
    },
  ],
  'Glacier: jobs': [
    {
      behavior: 'InitiateJob answers 202 with the ID of the job and its location.',
      source: `${glacier}/api-initiate-job-post.html`,
      test: ['initiateJob.test.ts', 'answers 202 with the ID of the job and its location'],
    },
    {
      behavior: 'The default tier of a retrieval is Standard.',
      source: `${glacier}/api-initiate-job-post.html`,
      test: ['initiateJob.test.ts', 'returns the parameters of the request; the default tier is Standard'],
    },
    {
      behavior: 'ListJobs has 50 jobs on a page by default.',
      source: `${glacier}/api-jobs-get.html`,
      test: ['jobs.test.ts', 'returns fifty jobs a page by default, and every job once for any page size'],
    },
    {
      behavior: 'ListJobs filters by status and by completion.',
      source: `${glacier}/api-jobs-get.html`,
      test: ['jobs.test.ts', 'filters by status, by completion, and by both at once'],
    },
    {
      behavior: 'The checksum of a range is returned if the range is tree-hash aligned.',
      source: `${glacier}/api-describe-job-get.html`,
      test: ['jobs.test.ts', 'returns a checksum for a range that is a node of the hash tree, and for no other'],
    },
    {
      behavior: 'The output is there once the job has succeeded.',
      source: `${glacier}/api-job-output-get.html`,
      test: ['getJobOutput.test.ts', 'has nothing before the job has succeeded'],
    },
    {
      behavior: 'A range of the output has no checksum unless range and retrieval are tree-hash aligned.',
      source: `${glacier}/api-job-output-get.html`,
      test: ['getJobOutput.test.ts', 'has no checksum for any part of a retrieval that is not tree-hash aligned'],
    },
    {
      behavior: 'An inventory retrieval has the last daily inventory before the job.',
      source: `${glacier}/vault-inventory.html`,
      test: ['inventory.test.ts', 'lists what the last daily inventory saw before the job began'],
    },
    {
      behavior: 'The date range of an inventory includes its start and excludes its end.',
      source: `${glacier}/api-initiate-job-post.html`,
      test: ['inventory.test.ts', 'keeps to the dates, the first included and the last excluded'],
    },
    {
      behavior: 'The end of a job is published to its topic and to that of its vault.',
      source: `${glacier}/configuring-notifications.html`,
      test: ['sns.test.ts', 'is published to the topic of the vault for its configured events, or to both topics'],
    },
    {
      behavior: 'A range to retrieve begins at a megabyte, and ends before one or at the end of the archive.',
      source: `${glacier}/api-initiate-job-post.html`,
      test: ['ranges.test.ts', 'lets a megabyte-aligned range end at the end of the archive'],
    },
    {
      behavior: 'The retrieval policy refuses what exceeds its rate.',
      source: `${glacier}/data-retrieval-policy.html`,
      test: [
        'retrievalLimits.test.ts',
        'refuses a Standard retrieval whose bytes over four hours break the rate of all that run',
      ],
    },
    {
      behavior: 'PurchaseProvisionedCapacity buys a unit for a month, and ListProvisionedCapacity lists it.',
      source: `${glacier}/api-PurchaseProvisionedCapacity.html`,
      test: ['retrievalLimits.test.ts', 'is two units at most, each for a month'],
    },
    {
      behavior: 'A retrieval takes as long as its tier says.',
      source: `${glacier}/downloading-an-archive-two-steps.html`,
      test: ['progress.test.ts', 'takes the time AWS gives for the tier %s'],
    },
    {
      behavior: 'DescribeJob has the request and the archive of a retrieval, also while it runs.',
      source: `${glacier}/api-describe-job-get.html`,
      test: ['jobs.test.ts', 'describes the request and the archive of an archive retrieval, also while it runs'],
    },
    {
      behavior: 'GetJobOutput returns the whole output with its tree hash and description.',
      source: `${glacier}/api-job-output-get.html`,
      test: ['getJobOutput.test.ts', 'returns the whole output with its checksum and description'],
    },
    {
      behavior: 'GetDataRetrievalPolicy returns what SetDataRetrievalPolicy set.',
      source: `${glacier}/api-SetDataRetrievalPolicy.html`,
      test: ['retrievalLimits.test.ts', 'is None until it is set, and read back as set'],
    },
  ],
  'S3 Batch Operations': [
    {
      behavior: 'CreateJob with the same token and request returns the same job.',
      source: `${s3}/API/API_control_CreateJob.html`,
      test: [
        'createBatchJob.test.ts',
        'answers the same token and request with the same job, and another request with IdempotencyException',
      ],
    },
    {
      behavior: 'ListJobs filters by statuses.',
      source: `${s3}/API/API_control_ListJobs.html`,
      test: ['listBatchJobs.test.ts', 'filters by one status, by several, and by none'],
    },
    {
      behavior: 'PutJobTagging replaces all tags of a job; GetJobTagging and DeleteJobTagging read and delete them.',
      source: `${s3}/API/API_control_PutJobTagging.html`,
      test: ['listBatchJobs.test.ts', 'keeps tags, replaces them as a whole, and deletes them'],
    },
    {
      behavior: 'A job that needs a confirmation runs no task before it.',
      source: `${s3}/userguide/batch-ops-job-status.html`,
      test: ['batchJobs/runs.test.ts', 'runs no task before it is confirmed, and none after it is cancelled'],
    },
    {
      behavior: 'A job ends if more than half of its tasks failed, after at least 1,000.',
      source: `${s3}/userguide/batch-ops-job-status.html`,
      test: ['batchJobs/runs.test.ts', 'gives up after 1,000 tasks, if more than half of them failed'],
    },
    {
      behavior: 'A manifest is a CSV file with the columns of the request, or an inventory.',
      source: `${s3}/userguide/specify-batchjob-manifest.html`,
      test: ['batchJobs/manifests.test.ts', 'reads columns in any order, and ignores columns'],
    },
    {
      behavior: 'A copy keeps metadata and tags, and is for objects of up to 5 GB.',
      source: `${s3}/userguide/batch-ops-copy-object.html`,
      test: ['batchJobs/copies.test.ts', 'copies objects with their metadata and tags, into the folder'],
    },
    {
      behavior: 'A report has a row for each task, with seven columns.',
      source: `${s3}/userguide/batch-ops-examples-reports.html`,
      test: ['completionReports.test.ts', 'has a row for each task that the job counts, in the columns that S3 writes'],
    },
    {
      behavior: 'EventBridge receives each change of the status of a job.',
      source: `${s3}/userguide/batch-ops-examples-event-bridge-cloud-trail.html`,
      test: [
        'events/events.test.ts',
        'tells its creation and each change of its status once, in order, with AWS’s members',
      ],
    },
    {
      behavior: 'CreateJob names the account in a header.',
      source: `${s3}/API/API_control_CreateJob.html`,
      test: ['s3controlWire.test.ts', 'takes the account from the header, whatever the host and the credentials say'],
    },
    {
      behavior: 'CreateJob refuses a role of another account.',
      source: `${s3}/userguide/troubleshooting-batch-operations.html`,
      test: ['createBatchJob.test.ts', 'refuses a job %s'],
    },
    {
      behavior: 'A job that is not confirmed within 30 days fails.',
      source: `${s3}/userguide/batch-ops-job-status.html`,
      test: ['batchLife.test.ts', 'fails if it is not confirmed within 30 days'],
    },
    {
      behavior: 'A job of higher priority runs first.',
      source: `${s3}/userguide/batch-ops-job-priority.html`,
      test: [
        'batchLife.test.ts',
        'pauses for a job of higher priority and continues after it; its counters do not change meanwhile',
      ],
    },
    {
      behavior: 'Jobs are deleted 90 days after their end.',
      source: `${s3}/userguide/batch-ops-managing-jobs.html`,
      test: ['batchLife.test.ts', 'is forgotten 90 days after its end'],
    },
    {
      behavior: 'ListJobs returns at most 1,000 jobs.',
      source: `${s3}/API/API_control_ListJobs.html`,
      test: ['paging.test.ts', 'takes 0 to 1,000 results; 0 is an empty page without a next one'],
    },
    {
      behavior: 'Rows of a report are CSV as RFC 4180 has it, with keys as in the manifest.',
      source: `${s3}/userguide/batch-ops-examples-reports.html`,
      test: ['reportFile.test.ts', 'a row is written as AWS writes it: $source'],
    },
    {
      behavior: 'The report has the keys and versions of the manifest.',
      source: `${s3}/userguide/batch-ops-examples-reports.html`,
      test: [
        'batchJobs/reports.test.ts',
        'the report has the keys and versions of the manifest byte for byte, and the errors of S3',
      ],
    },
    {
      behavior: 'A restore job restores objects with the days of the job.',
      source: `${s3}/userguide/batch-ops-initiate-restore-object.html`,
      test: ['batchJobs/tagsAndRestores.test.ts', 'restores cold objects, from the time of the task on'],
    },
    {
      behavior: 'A generator without a matching object fails the job.',
      source: `${s3}/userguide/specify-batchjob-manifest.html`,
      test: ['batchJobs/generators.test.ts', 'fails if no object matches, and if the bucket is of another account'],
    },
    {
      behavior: 'Locks need a bucket with Object Lock.',
      source: `${s3}/userguide/batch-ops-legal-hold.html`,
      test: ['batchJobs/otherOperations.test.ts', 'holds versions, and only in buckets with Object Lock'],
    },
    {
      behavior: 'DescribeJob returns every member of the request of CreateJob.',
      source: `${s3}/API/API_control_DescribeJob.html`,
      test: ['createBatchJob.test.ts', 'returns every member of the request unchanged'],
    },
    {
      behavior: 'UpdateJobStatus confirms a job that waits for it.',
      source: `${s3}/API/API_control_UpdateJobStatus.html`,
      test: ['batchLife.test.ts', 'waits to be confirmed, also when the request does not say so, and then runs'],
    },
    {
      behavior: 'UpdateJobPriority changes which job runs.',
      source: `${s3}/API/API_control_UpdateJobPriority.html`,
      test: [
        'batchLife.test.ts',
        'lets jobs of equal priority wait for each other, and a new priority turn them round',
      ],
    },
  ],
  'SNS and SQS': [
    {
      behavior: 'After Subscribe, an HTTP endpoint calls ConfirmSubscription with the token of a signed message.',
      source: 'https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html',
      test: ['sns.test.ts', 'waits until its endpoint confirms with the token of the signed message'],
    },
    {
      behavior: 'SetTopicAttributes makes a topic sign with SHA-256.',
      source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html',
      test: ['sns.test.ts', 'is signed with SHA-256 if the topic is configured so'],
    },
    {
      behavior: 'ReceiveMessage hides what SendMessage sent. The message returns unless DeleteMessage deletes it.',
      source: `${sqs}/sqs-visibility-timeout.html`,
      test: [
        'events/sqs.test.ts',
        'is hidden while it is in flight, comes back, and is gone once it is deleted by its newest handle',
      ],
    },
    {
      behavior: 'A message that was received too often moves to the dead-letter queue.',
      source: `${sqs}/sqs-dead-letter-queues.html`,
      test: ['events/sqs.test.ts', 'takes a message that was received too often when it would be received again'],
    },
    {
      behavior: 'ChangeMessageVisibility hides a message for at most twelve hours in all.',
      source: `${sqs}/sqs-visibility-timeout.html`,
      test: ['events/sqs.test.ts', 'can be changed of a message in flight, for twelve hours in all'],
    },
    {
      behavior: 'CreateTopic can be repeated.',
      source: 'https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html',
      test: ['sns.test.ts', 'is there once it is created, and stays the same when it is created again'],
    },
    {
      behavior:
        'ListSubscriptionsByTopic names the subscription that Unsubscribe ends. The endpoint receives a last message.',
      source: 'https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html',
      test: ['sns.test.ts', 'that has ended gets nothing more but the message that says so'],
    },
    {
      behavior: 'Publish sends to queues, in a signed envelope or raw.',
      source: 'https://docs.aws.amazon.com/sns/latest/api/API_Publish.html',
      test: ['events/events.test.ts', 'sends to its queues in a signed envelope, or raw'],
    },
    {
      behavior: 'CreateQueue can be repeated. GetQueueUrl and GetQueueAttributes return the URL and the attributes.',
      source: `${sqsApi}/API_CreateQueue.html`,
      test: ['events/sqs.test.ts', 'has a URL at the host of the caller, AWS’s defaults, and is created once'],
    },
    {
      behavior: 'ListQueues has pages only if a size is given.',
      source: `${sqsApi}/API_ListQueues.html`,
      test: ['events/sqs.test.ts', 'lists pages only if a size is given'],
    },
    {
      behavior: 'DeleteQueue frees the name of the queue after 60 seconds.',
      source: `${sqsApi}/API_DeleteQueue.html`,
      test: ['events/sqs.test.ts', 'is of one account and region, and its deleted name is free after a minute'],
    },
    {
      behavior: 'PurgeQueue is accepted once in 60 seconds.',
      source: `${sqsApi}/API_PurgeQueue.html`,
      test: ['events/sqs.test.ts', 'is purged once a minute'],
    },
    {
      behavior: 'SendMessageBatch, ChangeMessageVisibilityBatch and DeleteMessageBatch have a result for each entry.',
      source: `${sqsApi}/API_SendMessageBatch.html`,
      test: ['events/sqs.test.ts', 'has a result for each entry'],
    },
    {
      behavior: 'SetQueueAttributes changes the redrive policy.',
      source: `${sqsApi}/API_SetQueueAttributes.html`,
      test: ['events/sqs.test.ts', 'that is the queue itself keeps the message, and ends'],
    },
  ],
  'S3: buckets and objects': [
    {
      behavior: 'CreateBucket: the name of a bucket is unique among all accounts.',
      source: `${s3}/userguide/bucketnamingrules.html`,
      test: ['s3/buckets.test.ts', 'a bucket belongs to one account and region, and its name to no other'],
    },
    {
      behavior: 'GetBucketLocation is empty for a bucket in us-east-1.',
      source: `${s3}/API/API_GetBucketLocation.html`,
      test: ['s3/buckets.test.ts', 'the location of a bucket in us-east-1 is empty'],
    },
    {
      behavior: 'Buckets are addressed in the path or in the host name.',
      source: `${s3}/userguide/VirtualHosting.html`,
      test: ['s3/s3Wire.test.ts', 'has the bucket in the path or in front of the host'],
    },
    {
      behavior: 'GetObject returns the bytes, headers and metadata of PutObject, and HeadObject all but the bytes.',
      source: `${s3}/API/API_GetObject.html`,
      test: ['s3/objects.test.ts', 'has the bytes, headers and metadata that were put'],
    },
    {
      behavior: 'CreateMultipartUpload, UploadPart and CompleteMultipartUpload make an object of the listed parts.',
      source: `${s3}/API/API_CompleteMultipartUpload.html`,
      test: ['s3/multipart.test.ts', 'becomes an object of the listed parts'],
    },
    {
      behavior: 'CompleteMultipartUpload refuses missing, changed, unordered and small parts.',
      source: `${s3}/API/API_CompleteMultipartUpload.html`,
      test: ['s3/multipart.test.ts', 'is refused with parts that are missing, changed, unordered or too small'],
    },
    {
      behavior: 'DeleteObject leaves a marker in a bucket with versions.',
      source: `${s3}/userguide/DeleteMarker.html`,
      test: ['s3/versions.test.ts', 'keeps every version, and a marker instead of a deleted object'],
    },
    {
      behavior: 'ListObjectsV2 lists in the order of the UTF-8 bytes of the keys.',
      source: `${s3}/API/API_ListObjectsV2.html`,
      test: ['s3/listObjects.test.ts', 'lists by the UTF-8 bytes of the keys'],
    },
    {
      behavior: 'A list with a delimiter groups keys.',
      source: `${s3}/API/API_ListObjectsV2.html`,
      test: ['s3/listObjects.test.ts', 'groups by a delimiter behind the prefix'],
    },
    {
      behavior: 'A lock needs a bucket with Object Lock.',
      source: `${s3}/userguide/object-lock.html`,
      test: ['s3/accessAndLocks.test.ts', 'a lock is set and returned, in buckets that have locks'],
    },
    {
      behavior: 'RestoreObject makes a copy that lasts to a midnight UTC.',
      source: `${s3}/API/API_RestoreObject.html`,
      test: ['s3/restore.test.ts', 'is readable from the end of its restore to a midnight'],
    },
    {
      behavior: 'A restore in progress can be made faster.',
      source: `${s3}/userguide/restoring-objects.html`,
      test: ['s3/restore.test.ts', 'takes a faster tier while it is restored, and nothing else'],
    },
    {
      behavior: 'Deep Archive has no Expedited tier.',
      source: `${s3}/userguide/restoring-objects-retrieval-options.html`,
      test: ['s3/restore.test.ts', 'of Deep Archive has slower tiers and no Expedited one'],
    },
    {
      behavior: 'ListBuckets has pages, and selects by prefix and region.',
      source: `${s3}/API/API_ListBuckets.html`,
      test: ['s3/buckets.test.ts', 'ListBuckets has pages, prefixes and regions'],
    },
    {
      behavior: 'HeadBucket answers 404 without a body if there is no such bucket.',
      source: `${s3}/API/API_HeadBucket.html`,
      test: ['s3/buckets.test.ts', 'a bucket that does not exist is a 404'],
    },
    {
      behavior: 'DeleteBucket deletes only an empty bucket.',
      source: `${s3}/API/API_DeleteBucket.html`,
      test: ['s3/buckets.test.ts', 'only an empty bucket can be deleted'],
    },
    {
      behavior: 'GetBucketVersioning has no status before the first PutBucketVersioning.',
      source: `${s3}/API/API_GetBucketVersioning.html`,
      test: ['s3/buckets.test.ts', 'versioning is enabled and suspended, and never absent again'],
    },
    {
      behavior:
        'GetBucketNotificationConfiguration returns what PutBucketNotificationConfiguration set. Its targets receive a test event first.',
      source: `${s3}/API/API_PutBucketNotificationConfiguration.html`,
      test: [
        'events/events.test.ts',
        'reach queues and topics, with a test message first, encoded keys and the filter',
      ],
    },
    {
      behavior: 'DeleteObjects has a result for each object, or errors alone if asked.',
      source: `${s3}/API/API_DeleteObjects.html`,
      test: ['s3/objects.test.ts', 'DeleteObjects reports each object, and only errors if asked'],
    },
    {
      behavior: 'CopyObject copies metadata and tags, or replaces them.',
      source: `${s3}/API/API_CopyObject.html`,
      test: ['s3/versions.test.ts', 'has the bytes, metadata and tags of its source, or those of the request'],
    },
    {
      behavior:
        'PutObjectTagging replaces all tags of a version; GetObjectTagging and DeleteObjectTagging read and delete them.',
      source: `${s3}/API/API_PutObjectTagging.html`,
      test: ['s3/versions.test.ts', 'tags belong to a version, and are replaced as a whole'],
    },
    {
      behavior: 'ListObjectVersions continues behind a version.',
      source: `${s3}/API/API_ListObjectVersions.html`,
      test: ['s3/versions.test.ts', 'continues behind a version, a key and a common prefix'],
    },
    {
      behavior: 'ListObjects has a next marker only with a delimiter.',
      source: `${s3}/API/API_ListObjects.html`,
      test: ['s3/listObjects.test.ts', 'continues after a marker, and returns the next one with a delimiter only'],
    },
    {
      behavior: 'GetBucketAcl and GetObjectAcl name the owner alone by default.',
      source: `${s3}/API/API_GetBucketAcl.html`,
      test: ['s3/accessAndLocks.test.ts', "an object, and its bucket, are the owner's alone"],
    },
    {
      behavior: 'PutObjectAcl takes a canned list, grants in headers or a list in the body.',
      source: `${s3}/API/API_PutObjectAcl.html`,
      test: [
        's3/accessAndLocks.test.ts',
        'a canned list, grants in headers and a list in the body are returned as S3 has them',
      ],
    },
    {
      behavior: 'AbortMultipartUpload removes the parts.',
      source: `${s3}/API/API_AbortMultipartUpload.html`,
      test: ['s3/multipart.test.ts', 'frees its memory when it is aborted'],
    },
    {
      behavior: 'UploadPartCopy takes a part from an object.',
      source: `${s3}/API/API_UploadPartCopy.html`,
      test: ['s3/multipart.test.ts', 'takes parts from objects'],
    },
    {
      behavior: 'ListParts has pages.',
      source: `${s3}/API/API_ListParts.html`,
      test: ['s3/multipart.test.ts', 'ListParts has pages'],
    },
    {
      behavior: 'ListMultipartUploads is ordered by key, then by age.',
      source: `${s3}/API/API_ListMultipartUploads.html`,
      test: ['s3/multipart.test.ts', 'ListMultipartUploads lists by key, then by age, with groups and pages'],
    },
    {
      behavior:
        'PutObjectRetention and PutObjectLegalHold lock a version; GetObjectRetention, GetObjectLegalHold and GetObjectLockConfiguration return the lock.',
      source: `${s3}/API/API_PutObjectRetention.html`,
      test: ['s3/accessAndLocks.test.ts', 'a lock is set and returned, in buckets that have locks'],
    },
  ],
  EventBridge: [
    {
      behavior: 'PutRule replaces a rule and keeps its targets. DescribeRule and ListRules return it.',
      source: `${events}/API_PutRule.html`,
      test: ['events/rules.test.ts', 'rules and targets are put, listed, replaced and removed, as AWS answers'],
    },
    {
      behavior: 'PutTargets and RemoveTargets report each failed entry; ListTargetsByRule lists the targets.',
      source: `${events}/API_PutTargets.html`,
      test: ['events/rules.test.ts', 'rules and targets are put, listed, replaced and removed, as AWS answers'],
    },
    {
      behavior: 'DeleteRule refuses a rule that has targets.',
      source: `${events}/API_DeleteRule.html`,
      test: ['events/rules.test.ts', 'rules and targets are put, listed, replaced and removed, as AWS answers'],
    },
    {
      behavior: 'PutEvents refuses sources that begin with `aws.`, entry by entry.',
      source: `${events}/API_PutEvents.html`,
      test: ['events/rules.test.ts', 'callers put events of their own, and none of AWS'],
    },
  ],
  STS: [
    {
      behavior: 'GetCallerIdentity returns the account of the credentials.',
      source: `${sts}/API_GetCallerIdentity.html`,
      test: ['accounts.test.ts', 'returns the account of a client through STS'],
    },
    {
      behavior: 'AssumeRole returns credentials of the account of the role, for 15 minutes to 12 hours.',
      source: `${sts}/API_AssumeRole.html`,
      test: ['accounts.test.ts', 'lends keys of the account of a role, for a time that AWS allows'],
    },
  ],
};
