// What the pages of vaults are made of.
import { type FragmentOf, graphql, type ResultOf } from '../../gql/graphql.ts';

/** One ListVaults call for each ten vaults. */
export const vaultList = graphql(`
  query Vaults($filter: VaultFilter, $first: Int) {
    vaults(filter: $filter, first: $first) {
      nodes {
        id
        name
        accountId
        region
        numberOfArchives
        sizeInBytes
        lastInventoryDate
      }
      pageInfo {
        hasNextPage
      }
      sources {
        accountId
        region
        status
        message
      }
    }
  }
`);
export type VaultRow = NonNullable<ResultOf<typeof vaultList>['vaults']>['nodes'][number];

/** A vault with its settings and its newest inventory. Each setting costs a call, and fails alone. */
export const vaultPage = graphql(`
  query Vault($id: ID!) {
    node(id: $id) {
      __typename
      ... on Vault {
        id
        name
        accountId
        region
        vaultArn
        creationDate
        numberOfArchives
        sizeInBytes
        lastInventoryDate
        viewerCan
        tags {
          key
          value
        }
        notifications {
          snsTopic
          events
        }
        lock {
          state
        }
        latestInventory {
          id
          completionDate
          inventory {
            id
          }
          output {
            url
            fileName
            sizeInBytes
            guaranteedUntil
          }
        }
      }
    }
  }
`);
export type VaultFacts = Extract<ResultOf<typeof vaultPage>['node'], { __typename: 'Vault' }>;

export const archiveRow = graphql(`
  fragment ArchiveRow on InventoryArchive {
    archiveId
    name
    archiveDescription
    creationDate
    sizeInBytes
  }
`);
export type ArchiveRow = FragmentOf<typeof archiveRow>;

/** A page of an inventory: one GetJobOutput call. */
export const inventoryPage = graphql(
  `
  query Inventory($id: ID!, $after: String, $filter: InventoryArchiveFilter) {
    node(id: $id) {
      __typename
      ... on Inventory {
        archives(first: 50, after: $after, filter: $filter) {
          nodes {
            ...ArchiveRow
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
  `,
  [archiveRow],
);

export const ensureInventory = graphql(`
  mutation EnsureInventory($input: EnsureInventoryInput!) {
    ensureInventory(input: $input) {
      __typename
      ... on EnsureInventoryPayload {
        source
        job {
          id
        }
      }
      ... on MutationError {
        message
      }
    }
  }
`);

/** What each tier costs. No AWS call. */
export const retrievalPrices = graphql(`
  query RetrievalPrices($archiveCount: SafeInt!, $sizeInBytes: SafeInt!, $region: String) {
    EXPEDITED: estimateArchiveRetrieval(
      archiveCount: $archiveCount
      sizeInBytes: $sizeInBytes
      tier: EXPEDITED
      region: $region
    ) {
      ...Price
    }
    STANDARD: estimateArchiveRetrieval(
      archiveCount: $archiveCount
      sizeInBytes: $sizeInBytes
      tier: STANDARD
      region: $region
    ) {
      ...Price
    }
    BULK: estimateArchiveRetrieval(
      archiveCount: $archiveCount
      sizeInBytes: $sizeInBytes
      tier: BULK
      region: $region
    ) {
      ...Price
    }
  }

  fragment Price on RetrievalEstimate {
    cost {
      amount
      currency
    }
    duration {
      minSeconds
      maxSeconds
    }
    notes
  }
`);

export const startRetrieval = graphql(`
  mutation StartRetrieval($input: InitiateArchiveRetrievalInput!) {
    initiateArchiveRetrieval(input: $input) {
      __typename
      ... on InitiateArchiveRetrievalPayload {
        job {
          id
        }
      }
      ... on MutationError {
        message
      }
    }
  }
`);

/** The archives that a search matches, as much of them as a retrieval needs: one GetJobOutput call a page. */
export const matchingArchives = graphql(`
  query MatchingArchives($id: ID!, $after: String, $filter: InventoryArchiveFilter) {
    node(id: $id) {
      __typename
      ... on Inventory {
        archives(first: 1000, after: $after, filter: $filter) {
          nodes {
            archiveId
            sizeInBytes
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

export const startRetrievals = graphql(`
  mutation StartRetrievals($input: InitiateArchiveRetrievalsInput!) {
    initiateArchiveRetrievals(input: $input) {
      __typename
      ... on InitiateArchiveRetrievalsPayload {
        started
        failed
        notStarted
        outcomes {
          archiveId
          result {
            __typename
            ... on MutationError {
              message
            }
          }
        }
      }
      ... on MutationError {
        message
      }
    }
  }
`);
