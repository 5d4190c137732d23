// Queries that together select every field behind an AWS call: nested, aliased, in fragments and in lists.

export interface CorpusQuery {
  name: string;
  query: string;
  /** Variables from the ids of the world. */
  variables?: (ids: WorldIds) => Record<string, unknown>;
}

/** Ids of the demo world, read without faults. */
export interface WorldIds {
  vault: string;
  vaultJob: string;
  inventoryJob: string;
  batchJobs: string[];
}

export const idsQuery = `{
  vault(name: "media-masters") {
    id
    jobs(first: 1) { nodes { ... on VaultJob { id } } }
    latestInventory { id }
  }
  batchJobs(first: 6) { nodes { id } }
}`;

// biome-ignore lint/suspicious/noExplicitAny: the response of idsQuery
export const idsOf = ({ vault, batchJobs }: any): WorldIds => ({
  vault: vault.id,
  vaultJob: vault.jobs.nodes[0].id,
  inventoryJob: vault.latestInventory.id,
  batchJobs: batchJobs.nodes.map(({ id }: { id: string }) => id),
});

const query = (name: string, text: string, variables?: CorpusQuery['variables']): CorpusQuery => ({
  name,
  query: text,
  ...(variables ? { variables } : {}),
});

export const queryCorpus: readonly CorpusQuery[] = [
  query('tags of vaults', '{ vaults(first: 5) { sources { region status } nodes { name tags { key value } } } }'),
  query(
    'jobs of vaults',
    '{ vaults(first: 5) { sources { region status } nodes { name jobs(first: 1) { nodes { __typename } } } } }',
  ),
  query(
    'all of a vault',
    `{ vault(name: "media-masters") {
    name vaultArn creationDate lastInventoryDate numberOfArchives sizeInBytes
    tags { key } notifications { snsTopic } accessPolicy lock { state }
    jobs(first: 2) { nodes { ... on VaultJob { jobId } } }
    latestInventory { jobId }
  } }`,
  ),
  query(
    'settings of vaults',
    `{ vaults(first: 4) { sources { region status } edges { node {
    name notifications { events } accessPolicy lock { policy }
  } } pageInfo { hasNextPage } } }`,
  ),
  query(
    'a vault and its jobs alone',
    '{ vault(name: "media-masters") { id name jobs(first: 3) { nodes { __typename } } } }',
  ),
  query(
    'one list of jobs twice',
    `{ vault(name: "media-masters") {
    a: jobs(first: 2) { nodes { __typename } } b: jobs(first: 2, completed: true) { nodes { __typename } }
  } }`,
  ),
  query(
    'pages of vaults',
    '{ vaults(first: 25) { sources { region status } nodes { name sizeInBytes } pageInfo { endCursor } } }',
  ),
  query(
    'latest inventories',
    `{ vaults(first: 3) { sources { region status } nodes { name latestInventory { jobId inventory { inventoryDate } } } } }`,
  ),
  query(
    'an inventory',
    `{ vault(name: "media-masters") { name latestInventory {
    jobId inventory { vaultArn inventoryDate archives(first: 3) { nodes { archiveId name } } }
  } } }`,
  ),
  query(
    'an inventory twice',
    `{ vault(name: "media-masters") { latestInventory { inventory {
    a: archives(first: 2) { nodes { archiveId } } b: archives(first: 3, filter: { minSizeInBytes: 1 }) { nodes { archiveId } }
  } } } }`,
  ),
  query(
    'a job of a vault by id',
    `query ($jobId: String!) { vault(name: "media-masters") { name job(jobId: $jobId) { __typename } } }`,
    () => ({ jobId: 'x' }),
  ),
  query('details of Batch jobs', '{ batchJobs(first: 5) { nodes { jobId operation { operationName } } } }'),
  query('failure reasons of Batch jobs', '{ batchJobs(first: 5) { nodes { jobId failureReasons { failureCode } } } }'),
  query(
    'diagnoses of Batch jobs',
    '{ batchJobs(first: 5, statuses: [FAILED]) { nodes { jobId diagnoses { code } } } }',
  ),
  query('tags of Batch jobs', '{ batchJobs(first: 5) { nodes { jobId tags { key } } } }'),
  query(
    'all of Batch jobs',
    `{ batchJobs(first: 3) { nodes {
    jobId status jobArn confirmationRequired statusUpdateReason failureReasons { failureReason }
    operation { operationName } manifest { location { objectArn } } manifestGenerator { s3JobManifestGenerator { sourceBucket } }
    generatedManifestDescriptor { format } report { enabled } roleArn suspendedDate suspendedCause tags { key value }
  } } }`,
  ),
  query(
    'reports of Batch jobs',
    '{ batchJobs(first: 3, statuses: [COMPLETE]) { nodes { jobId manifestRows(first: 2) { nodes { key } } report { bucket status contents { files { sizeInBytes } tasks(first: 2) { nodes { key } } failures { tasksRead } } } } } }',
  ),
  query(
    'Batch jobs by status',
    '{ batchJobs(statuses: [COMPLETE, FAILED], first: 3) { edges { cursor node { jobId roleArn } } } }',
  ),
  query(
    'a vault by id',
    'query ($id: ID!) { node(id: $id) { id ... on Vault { name sizeInBytes tags { key } } } }',
    ({ vault }) => ({ id: vault }),
  ),
  query(
    'a job by id',
    'query ($id: ID!) { node(id: $id) { id ... on VaultJob { phase vault { name creationDate } } } }',
    ({ vaultJob }) => ({ id: vaultJob }),
  ),
  query(
    'an inventory by id',
    `query ($id: ID!) { node(id: $id) { id ... on InventoryRetrievalJob {
    output { contentType } inventory { archives(first: 2) { nodes { archiveId } } }
  } } }`,
    ({ inventoryJob }) => ({ id: inventoryJob }),
  ),
  query(
    'a Batch job by id',
    'query ($id: ID!) { node(id: $id) { id ... on BatchJob { phase manifest { spec { format } } tags { key } } } }',
    ({ batchJobs }) => ({ id: batchJobs[0] }),
  ),
  query(
    'nodes of all kinds',
    `query ($ids: [ID!]!) { nodes(ids: $ids) {
    id ... on Vault { name tags { key } } ... on Job { phase } ... on BatchJob { roleArn tags { key } }
  } }`,
    ({ vault, vaultJob, batchJobs }) => ({ ids: [vault, vaultJob, ...batchJobs] }),
  ),
  query(
    'two accounts',
    `{
    a: vaults(first: 2) { sources { region status } nodes { name } } b: vaults(first: 2, filter: { accountIds: ["444455556666"] }) { sources { region status } nodes { name } }
  }`,
  ),
  query(
    'two regions',
    `{
    east: vaults(first: 2, filter: { regions: ["us-east-1"] }) { sources { region status } nodes { name tags { key } } }
    west: vaults(first: 2, filter: { regions: ["us-west-2"] }) { sources { region status } nodes { name tags { key } } }
  }`,
  ),
  query(
    'the graph of locations',
    `{ gateway { version accounts { accountId locations {
      region dataRetrievalPolicy { rules { strategy } } provisionedCapacity { capacityId }
      vaults(first: 2) { nodes { name tags { key } } } batchJobs(first: 2) { nodes { jobId roleArn } }
    } } } }`,
  ),
  query(
    'policy and capacity',
    '{ gateway { version } dataRetrievalPolicy { rules { strategy } } provisionedCapacity { capacityId } }',
  ),
  query(
    'policies of accounts',
    `{
    a: dataRetrievalPolicy { rules { strategy bytesPerHour } }
    b: dataRetrievalPolicy(accountId: "444455556666") { rules { strategy bytesPerHour } }
    capacity: provisionedCapacity(region: "us-west-2") { capacityId }
  }`,
  ),
  query(
    'a fragment on vaults',
    `query { vaults(first: 3) { sources { region status } nodes { ...V } } first: vault(name: "media-masters") { ...V } }
    fragment V on Vault { id name sizeInBytes tags { key } lock { state } }`,
  ),
  query(
    'nested fragments',
    `query { vault(name: "media-masters") { ...Jobs } batchJobs(first: 2) { nodes { ...B } } }
    fragment Jobs on Vault { jobs(first: 2) { nodes { ...J ... on ArchiveRetrievalJob { archiveId tier } } } }
    fragment J on VaultJob { jobId vault { ...N } } fragment N on Vault { name lastInventoryDate }
    fragment B on BatchJob { jobId report { ...R } } fragment R on JobReport { enabled }`,
  ),
  query(
    'vaults of jobs',
    `{ vault(name: "media-masters") { jobs(first: 2) { nodes { ... on VaultJob {
    jobId vault { name vaultArn tags { key } notifications { snsTopic } }
  } } } } }`,
  ),
  query(
    'both services',
    `{
    vaults(first: 3) { sources { region status } nodes { name tags { key } jobs(first: 1) { nodes { __typename } } } }
    batchJobs(first: 3) { nodes { jobId roleArn tags { key } } }
    gateway { version }
  }`,
  ),
  query(
    'the list of jobs',
    '{ jobs(first: 20) { nodes { id jobId phase } sources { service region status } } gateway { version } }',
  ),
  query(
    'counts of the list of jobs',
    '{ jobs(first: 0) { totalCount groups(by: [KIND]) { kind count } estimatedCost { unpricedCount } sources { status } } }',
  ),
  query(
    'Batch jobs of the list',
    `{ jobs(first: 5, filter: { kinds: [BATCH] }) {
    nodes { jobId ... on BatchJob { tags { key } roleArn } } sources { status }
  } }`,
  ),
  query(
    'vaults of the list of jobs',
    `{ jobs(first: 5, filter: { kinds: [ARCHIVE_RETRIEVAL] }) {
    nodes { jobId ... on VaultJob { vault { name creationDate tags { key } } } } sources { status }
  } }`,
  ),
  query(
    'a skipped field',
    'query ($no: Boolean = false) { vaults(first: 2) { sources { region status } nodes { name tags @include(if: $no) { key } lock { state } } } }',
  ),
  query(
    'one vault under two names',
    '{ a: vault(name: "media-masters") { name tags { key } } b: vault(name: "media-masters") { sizeInBytes lock { state } } }',
  ),
  query(
    'the restores of a job',
    `{ batchJob(jobId: "f5afe79e-afd2-44cf-91b1-8209bba2f6c6") { jobId restores {
    checked inProgress readable missing objects(first: 20) { nodes { key state } }
  } } }`,
  ),
  query(
    'retrievals that are kept staged',
    `{ vault(name: "media-masters") { jobs(first: 5) { nodes { ... on ArchiveRetrievalJob {
    jobId keepStaged { state restagedFrom { jobId } restagedAs { jobId } }
  } } } } }`,
  ),
  query(
    'single objects',
    `{ objectRestores(bucket: "film-archive", keys: ["1997/00001.mxf", "1998/00010.mxf", "no-such-film"]) {
    key state storageClass readableUntil
  } }`,
  ),
  query(
    'absent things',
    `{
    vault(name: "no-such-vault") { name tags { key } } batchJob(jobId: "no-such-job") { jobId roleArn }
    glacierJob(vaultName: "media-masters", jobId: "no-such-job") { __typename }
  }`,
  ),
  query(
    'a vault in another account',
    '{ vault(name: "compliance-records") { name sizeInBytes accessPolicy lock { state policy } } }',
  ),
  query(
    'an archive of an inventory, and the name of its file',
    `{ vault(name: "media-masters") { latestInventory {
    output { fileName } inventory { inventoryDate archive(archiveId: "no-such-archive") { name } }
  } } }`,
  ),
  query(
    'restores of Batch jobs, and of objects',
    `{
    batchJobs(first: 3, statuses: [COMPLETE]) { nodes { jobId restores { checked objects(first: 2) { nodes { key state } } } } }
    objectRestores(bucket: "masters", keys: ["reels/0001.mxf", "no-such-key"]) { key state }
  }`,
  ),
];
