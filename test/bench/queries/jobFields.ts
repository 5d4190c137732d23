// About 15 fields of each job of a vault: what a page with a table of jobs selects.
export const jobFields = `
  __typename
  ... on VaultJob {
    id jobId jobDescription action statusCode statusMessage completed creationDate completionDate vaultArn
    snsTopic phase
  }
  ... on ArchiveRetrievalJob { archiveId archiveSizeInBytes tier }
  ... on InventoryRetrievalJob { inventorySizeInBytes }
  ... on SelectJob { archiveId tier }
`;

/** The busy vault of the demo world: jobs of every type and state. */
export const busyVault = 'media-masters';
