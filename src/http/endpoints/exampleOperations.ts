// What GraphiQL opens with, a tab each, in the order a newcomer would go. They run as they are on the demo data; a test
// runs them. Lines are kept short: at 1400 pixels, GraphiQL shows 50 characters of one.

export interface ExampleOperation {
  query: string;
  variables?: Record<string, unknown>;
}

export const exampleOperations: readonly [ExampleOperation, ...ExampleOperation[]] = [
  {
    query: `# Vaults at a glance, and what runs in them.
# extensions.aws in the answer counts the calls
# of AWS that a query took.
query ExploreVaults {
  gateway { backend defaultAccount defaultRegion }
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
    query: `# The jobs of a vault. For the next ones, give
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
    query: `# The archives of a vault, by name, out of its
# newest inventory. A page may be empty and yet
# have a next one: give endCursor as $after. Then
# copy an archiveId into the tab StartRetrieval.
query FindArchives(
  $vault: String!
  $filter: InventoryArchiveFilter
  $after: String
) {
  vault(name: $vault) {
    latestInventory {
      inventory {
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
    query: `# Starts the retrieval of an archive. The same
# idempotencyKey gives the same job, not a second
# one, also after a lost answer. For another one,
# change the key. The archive's id comes from an
# inventory, or from an earlier job.
# Then copy the job's id into the tab FollowJob.
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
    ... on Error {
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
        vaultName: 'media-masters',
        archiveId:
          'OjNn2NWIVSehJs__dChrPKuJoIeUPZnMQ0Su0IUAgX4rbnVKGRXaGTG2mJsLlFMgdwMJJpM-XMl21I01uWrinGTQbFepvyNPrUh8yoATrJZPgUdEWQYLC5OswyWr2vQJwa3KpmRid3',
        tier: 'EXPEDITED',
        idempotencyKey: 'my first retrieval',
      },
    },
  },
  {
    query: `# Follows a job until it has ended: how it is
# doing, told whenever that changes, and at last
# where to download what it gave. The id is the
# one that starting it gave, or of any other job.
subscription FollowJob($id: ID!) {
  jobUpdates(ids: [$id]) {
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
      progressSummary { fractionDone }
    }
  }
}
`,
    // The job that AWS's documents show; here it runs for as long as the demo.
    variables: {
      id: 'MSBHbGFjaWVySm9iIDExMTEyMjIyMzMzMyB1cy1lYXN0LTEgZXhhbXBsZXZhdWx0IEhrRjlwNm83eWpoRngtSzNDR2w2ZnVTbTZWelc5VDdlc0dRZmNvOG5VWFZZd1MwamxiNWdxMUpaNTV5SGd0NXZQNTRaU2hqb1F6UVZWaDd2RVhBTVBMRWpvYklEIDFmb3NpNHA',
    },
  },
  {
    query: `# Starts the retrieval of a vault's inventory, the
# list of its archives; each run starts another.
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
    ... on Error {
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
        vaultName: 'media-masters',
        format: 'JSON',
        description: 'from GraphiQL',
      },
    },
  },
  {
    query: `# Everything that is under way, in both
# services and in all accounts and regions.
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
];
