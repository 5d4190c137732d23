// The example operations in GraphiQL's tabs, in the order of a first session. A test runs them on the demo data. Lines have at
// most 50 characters, what GraphiQL shows at 1400 pixels.
import { exampleBatchOperations } from './exampleBatchOperations.ts';

export interface ExampleOperation {
  query: string;
  variables?: Record<string, unknown>;
  /** Whether the page replaces the job in the variables by one that runs now, if it knows one. */
  followsJob?: true;
}

export const exampleOperations: readonly [ExampleOperation, ...ExampleOperation[]] = [
  {
    query: `# Vaults and their running jobs. extensions.aws
# in the response counts the AWS calls of the
# query.
query ExploreVaults {
  gateway { defaultAccountId defaultRegion }
  vaults(first: 10) {
    nodes {
      name
      numberOfArchives
      sizeInBytes
      lastInventoryDate
      jobs(statusCode: IN_PROGRESS, first: 3) {
        nodes {
          ... on VaultJob {
            jobId
            action
            expectedCompletion { latest }
          }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    query: `# The jobs of a vault. For the next page, pass
# endCursor as $after.
query VaultJobs($vault: String!, $after: String) {
  vault(name: $vault) {
    jobs(first: 5, after: $after) {
      nodes {
        ... on VaultJob {
          id
          jobId
          action
          phase
          outcome
          creationDate
          completionDate
          expectedCompletion { earliest latest }
        }
        ... on ArchiveRetrievalJob {
          archiveId
          archiveSizeInBytes
          tier
        }
        ... on InventoryRetrievalJob {
          inventorySizeInBytes
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
`,
    variables: { vault: 'media-masters' },
  },
  {
    query: `# The archives of a vault by name, from its latest
# inventory. A page may be empty although there is
# a next one: pass endCursor as $after. Then copy
# an archiveId into the tab StartRetrieval, or the
# inventory's id into the tab PageInventory.
query FindArchives(
  $vault: String!
  $filter: InventoryArchiveFilter
  $after: String
) {
  vault(name: $vault) {
    latestInventory {
      inventory {
        id
        inventoryDate
        archives(
          first: 10
          filter: $filter
          after: $after
        ) {
          nodes {
            archiveId
            name
            sizeInBytes
            creationDate
            sha256TreeHash
          }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
}
`,
    variables: {
      vault: 'media-masters',
      filter: { nameContains: 'reel' },
    },
  },
  {
    query: `# The archives of one inventory, page by page.
# Each page costs one call, also when the vault
# has a newer inventory. Take $inventory from the
# tab FindArchives; pass endCursor as $after.
query PageInventory(
  $inventory: ID!
  $after: String
) {
  node(id: $inventory) {
    ... on Inventory {
      vault { name }
      archives(first: 100, after: $after) {
        nodes { name sizeInBytes creationDate }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
`,
    // The latest inventory of the demo vault media-masters.
    variables: {
      inventory:
        'MSBJbnZlbnRvcnkgMTExMTIyMjIzMzMzIHVzLWVhc3QtMSBtZWRpYS1tYXN0ZXJzIFB3Ni1rbVFrN29Hb0c0bWMzaGNSQ0d2eGQtUEtrU3Vsb1lvckJoNVExQnl4c2Z3Rjg4aVFoWWhQWTZtZjlPUWlvOTBfR2ZFWFczZ3RpUUY1NWdNdHFmaVhPMmFxIDZidnNjZA',
    },
  },
  {
    query: `# Starts the retrieval of an archive. The same
# idempotencyKey returns the same job, even after
# a lost response. Change the key for a new job.
# The archiveId comes from an inventory or an
# earlier job. Then copy the job's id into the tab
# FollowJob.
mutation StartRetrieval(
  $input: InitiateArchiveRetrievalInput!
) {
  initiateArchiveRetrieval(input: $input) {
    __typename
    ... on InitiateArchiveRetrievalPayload {
      job {
        id
        phase
        tier
        archiveSizeInBytes
        expectedCompletion { earliest latest }
      }
    }
    ... on MutationError {
      code
      message
      retryable
      awsRequestId
    }
  }
}
`,
    variables: {
      input: {
        vault: { address: { accountId: '111122223333', region: 'us-east-1', name: 'media-masters' } },
        archiveId:
          'OjNn2NWIVSehJs__dChrPKuJoIeUPZnMQ0Su0IUAgX4rbnVKGRXaGTG2mJsLlFMgdwMJJpM-XMl21I01uWrinGTQbFepvyNPrUh8yoATrJZPgUdEWQYLC5OswyWr2vQJwa3KpmRid3',
        tier: 'EXPEDITED',
        idempotencyKey: 'my first retrieval',
      },
    },
  },
  {
    query: `# Follows a job until it ends: one event for each
# change, and the download URL of its output at
# the end. Use the id of any running job, such as
# those in the tab AllJobs.
subscription FollowJob($id: ID!) {
  jobUpdates(ids: [$id]) {
    change
    previousPhase
    observedAt
    job {
      __typename
      phase
      outcome
      creationDate
      completionDate
      expectedCompletion { earliest latest }
      ... on VaultJob {
        vault { name }
        action
        statusMessage
      }
      ... on ArchiveRetrievalJob {
        output { url }
      }
      ... on InventoryRetrievalJob {
        output { url }
      }
      ... on BatchJob {
        operationName
        progressSummary {
          numberOfTasksSucceeded
          totalNumberOfTasks
          fractionDone
        }
      }
    }
  }
}
`,
    followsJob: true,
    // A Batch job of the demo that runs for months.
    variables: {
      id: 'MSBCYXRjaEpvYiAxMTExMjIyMjMzMzMgdXMtZWFzdC0xIGI4OGEwNDJiLTkxMjgtNGQyMy04OGEzLTcyOGFmMjVhNDUzOCBma3R1czU',
    },
  },
  {
    query: `# Starts the retrieval of a vault's inventory, the
# list of its archives. Each run starts a new job.
# Then copy the job's id into the tab FollowJob.
mutation StartInventory(
  $input: InitiateInventoryRetrievalInput!
) {
  initiateInventoryRetrieval(input: $input) {
    __typename
    ... on InitiateInventoryRetrievalPayload {
      job {
        id
        phase
        expectedCompletion { earliest latest }
      }
    }
    ... on MutationError {
      code
      message
      retryable
      awsRequestId
    }
  }
}
`,
    variables: {
      input: {
        vault: { address: { accountId: '111122223333', region: 'us-east-1', name: 'media-masters' } },
        format: 'JSON',
        description: 'from GraphiQL',
      },
    },
  },
  {
    query: `# All running jobs of both services, in all
# accounts and regions.
query AllJobs($filter: JobFilter!) {
  jobs(filter: $filter, first: 20) {
    nodes {
      __typename
      accountId
      region
      id
      phase
      expectedCompletion { latest }
      ... on VaultJob {
        action
        vault { name }
      }
      ... on BatchJob {
        operationName
        progressSummary { fractionDone }
      }
    }
    pageInfo { hasNextPage endCursor }
    sources {
      accountId
      region
      service
      status
      message
    }
  }
}
`,
    variables: {
      filter: {
        phases: ['AWAITING_CONFIRMATION', 'RUNNING'],
      },
    },
  },
  {
    query: `# The live list of a jobs board: the current state
# first, then each change, new jobs, and counts.
# Many subscribers cause the AWS calls of one.
subscription WatchJobs($filter: JobFilter) {
  jobFeed(filter: $filter) {
    change
    previousPhase
    job {
      id
      jobDescription
      phase
      outcome
      ... on BatchJob {
        progressSummary { fractionDone }
      }
    }
    counts { phase count }
  }
}
`,
    variables: {
      filter: { kinds: ['BATCH'], phases: ['QUEUED', 'RUNNING'] },
    },
  },
  ...exampleBatchOperations,
];
