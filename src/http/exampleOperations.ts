// What GraphiQL opens with, a tab each. They run as they are on the demo data; a test runs them.

export interface ExampleOperation {
  query: string;
  variables?: Record<string, unknown>;
}

export const exampleOperations: readonly [ExampleOperation, ...ExampleOperation[]] = [
  {
    query: `# Vaults at a glance: one AWS call for each ten of them.
# extensions.aws in the answer counts what a query cost upstream.
query ExploreVaults {
  gateway { backend defaultAccount defaultRegion }
  vaults(first: 10) {
    nodes {
      name
      numberOfArchives
      sizeInBytes
      lastInventoryDate
      jobs(statusCode: IN_PROGRESS, first: 3) {
        nodes { ... on VaultJob { jobId action expectedCompletion { latest } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    query: `# Jobs of a vault, and how to follow one: take a jobId from the list.
query FollowJobs($vault: String!) {
  vault(name: $vault) {
    jobs(first: 5) {
      nodes {
        ... on VaultJob {
          jobId
          action
          phase
          outcome
          creationDate
          completionDate
          expectedCompletion { earliest latest }
          pollAfterSeconds
        }
        ... on ArchiveRetrievalJob { archiveId archiveSizeInBytes tier }
        ... on InventoryRetrievalJob { inventorySizeInBytes }
      }
    }
  }
}
`,
    variables: { vault: 'media-masters' },
  },
  {
    query: `# Starts a retrieval of the vault's inventory. Run it once: each run starts a job.
# Then ask for the job by its id, in a tab of its own, until phase is DONE:
#   query { node(id: "...") { ... on Job { phase outcome pollAfterSeconds } } }
mutation StartInventory($input: InitiateInventoryRetrievalInput!) {
  initiateInventoryRetrieval(input: $input) {
    __typename
    ... on InitiateInventoryRetrievalPayload {
      job { id jobId phase expectedCompletion { earliest latest } pollAfterSeconds }
    }
    ... on Error { code message retryable awsRequestId }
  }
}
`,
    variables: { input: { vaultName: 'media-masters', format: 'JSON', description: 'from GraphiQL' } },
  },
  {
    query: `# Starts the retrieval of an archive. Its id comes from an inventory, or from an earlier job.
mutation StartRetrieval($input: InitiateArchiveRetrievalInput!) {
  initiateArchiveRetrieval(input: $input) {
    __typename
    ... on InitiateArchiveRetrievalPayload {
      job { id jobId phase tier archiveSizeInBytes expectedCompletion { earliest latest } }
    }
    ... on Error { code message retryable awsRequestId }
  }
}
`,
    variables: {
      input: {
        vaultName: 'media-masters',
        archiveId:
          'OjNn2NWIVSehJs__dChrPKuJoIeUPZnMQ0Su0IUAgX4rbnVKGRXaGTG2mJsLlFMgdwMJJpM-XMl21I01uWrinGTQbFepvyNPrUh8yoATrJZPgUdEWQYLC5OswyWr2vQJwa3KpmRid3',
        tier: 'EXPEDITED',
      },
    },
  },
];
