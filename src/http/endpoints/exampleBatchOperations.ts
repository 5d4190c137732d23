// The last of the example operations in GraphiQL's tabs: jobs that failed, and new Batch jobs.

export const exampleBatchOperations = [
  {
    query: `# Jobs that failed, and why. A Batch job is also
# COMPLETED_WITH_FAILURES if some of its tasks
# failed.
query FailedJobs($filter: JobFilter!) {
  jobs(filter: $filter, first: 10) {
    totalCount
    nodes {
      __typename
      id
      jobDescription
      completionDate
      outcome
      ... on VaultJob {
        statusMessage
        vault { name }
      }
      ... on BatchJob {
        progressSummary { numberOfTasksFailed }
        failureReasons { failureReason }
      }
    }
  }
}
`,
    variables: {
      filter: { outcomes: ['FAILED', 'COMPLETED_WITH_FAILURES'] },
    },
  },
  {
    query: `# Which objects of Batch jobs failed, and why:
# from their completion reports, which S3 writes
# into a bucket.
query FailedTasks($filter: JobFilter!) {
  jobs(filter: $filter, first: 3) {
    nodes {
      jobId
      jobDescription
      ... on BatchJob {
        report {
          status
          contents {
            failures {
              isComplete
              groups {
                errorCode
                httpStatusCode
                count
                sample { key message }
                diagnosis { remedy retryable }
              }
            }
          }
        }
      }
    }
  }
}
`,
    variables: {
      filter: {
        kinds: ['BATCH'],
        outcomes: ['COMPLETED_WITH_FAILURES'],
        descriptionContains: 'reels',
      },
    },
  },
  {
    query: `# Retry what failed: a new job for the failed
# tasks that can succeed. It waits until you
# confirm it.
mutation RetryFailedTasks(
  $input: RetryBatchJobInput!
) {
  retryBatchJob(input: $input) {
    __typename
    ... on RetryBatchJobPayload {
      job { id jobId status }
      manifest { objectArn eTag }
      tasks
      leftOut {
        errorCode
        count
        diagnosis { summary remedy }
      }
    }
    ... on MutationError { code message }
  }
}
`,
    variables: {
      input: {
        job: {
          address: {
            accountId: '111122223333',
            region: 'us-east-1',
            jobId: '42a0c187-fa41-4ae8-b4ae-e43d256d0038',
          },
        },
        manifest: { bucket: 'arn:aws:s3:::reports-111122223333', prefix: 'retries' },
      },
    },
  },
  {
    query: `# What would stop a Batch job, without creating
# it. Change the manifest or the report, and run
# it again.
query CheckBatchJob(
  $input: CreateBatchJobInput!
) {
  checkBatchJob(input: $input) {
    diagnoses { code detail summary remedy }
    unchecked { part reason }
    keys { count isExact }
  }
}
`,
    variables: {
      input: {
        location: { accountId: '111122223333', region: 'us-east-1' },
        operation: { s3InitiateRestoreObject: { expirationInDays: 7, glacierJobTier: 'BULK' } },
        manifest: {
          manifest: {
            spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
            location: { objectArn: 'arn:aws:s3:::manifests/daily/reels.csv' },
          },
        },
        report: { bucket: 'arn:aws:s3:::reports-111122223333', reportScope: 'FAILED_TASKS_ONLY' },
        priority: 10,
        roleArn: 'arn:aws:iam::111122223333:role/batch',
      },
    },
  },
];
