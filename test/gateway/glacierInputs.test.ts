// The inputs of mutations of vaults, type by type: what AWS accepts is sent, and all else is refused before any AWS call with
// the path to the refused value.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { home, vaultAddress, vaultRef } from '../support/references.ts';
import { withoutEachRequired } from '../support/requiredFields.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const day = 24 * 3_600_000;
const topic = 'arn:aws:sns:us-east-1:111122223333:jobs';
const vault = { vault: vaultRef('photos') };

let gateway: TestGateway;
/** An archive of the vault. Its ID is the same in each run. */
let archiveId = '';
beforeAll(async () => {
  gateway = await startGateway({ seed: 'empty' });
  const { world } = gateway.simulator;
  const photos = world.addVault(world.location(home.accountId, home.region), 'photos', gateway.clock.now() - 9 * day);
  archiveId = world.addArchive(photos, { content: zeroContent(2 ** 21), createdAt: gateway.clock.now() - 8 * day }).id;
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

const typeOf = (field: string): string => `${field.charAt(0).toUpperCase()}${field.slice(1)}`;

/** `<archive>` stands for the archive, which exists only once the gateway runs. */
const send = (field: string, input: object) =>
  gateway.query(
    `mutation ($input: ${typeOf(field)}Input!) { result: ${field}(input: $input) {
      __typename ... on MutationError { message } ... on InvalidInputError { path } } }`,
    JSON.parse(JSON.stringify({ input }).replaceAll('<archive>', archiveId)),
  );

const csv = { csv: {} };
const select = {
  ...vault,
  archiveId: '<archive>',
  selectParameters: { expression: 'SELECT * FROM archive', inputSerialization: csv, outputSerialization: csv },
  outputLocation: { s3: { bucketName: 'results' } },
};
const selecting = (more: object) => ({ ...select, selectParameters: { ...select.selectParameters, ...more } });
const into = (more: object) => ({ ...select, outputLocation: { s3: { bucketName: 'results', ...more } } });
const grant = (grantee: object) => into({ accessControlList: [{ grantee, permission: 'READ' }] });
const email = { type: 'AMAZON_CUSTOMER_BY_EMAIL', emailAddress: 'ann@example.com' };

/** Inputs that AWS accepts; the first of each mutation is the least that it needs. */
const accepted: [field: string, input: object][] = [
  ['createVault', { vault: vaultAddress('films') }],
  ['deleteVault', { vault: vaultRef('films') }],
  ['setVaultTags', { ...vault, tags: [] }],
  ['setVaultTags', { ...vault, tags: [{ key: 'a', value: 'b' }] }],
  ['setVaultNotifications', { ...vault, notifications: null }],
  ['setVaultNotifications', { ...vault, notifications: { snsTopic: topic, events: ['ARCHIVE_RETRIEVAL_COMPLETED'] } }],
  ['setDataRetrievalPolicy', { location: home, strategy: 'NONE' }],
  ['setDataRetrievalPolicy', { location: home, strategy: 'BYTES_PER_HOUR', bytesPerHour: 2 ** 40 }],
  ['initiateArchiveRetrieval', { ...vault, archiveId: '<archive>' }],
  [
    'initiateArchiveRetrieval',
    { ...vault, archiveId: '<archive>', retrievalByteRange: { start: 0, end: 2 ** 20 - 1 } },
  ],
  ['initiateArchiveRetrievals', { ...vault, archiveIds: ['<archive>'] }],
  ['initiateInventoryRetrieval', vault],
  [
    'initiateInventoryRetrieval',
    { ...vault, startDate: '2026-01-01T00:00:00Z', endDate: '2026-01-02T00:00:00Z', limit: 1, format: 'CSV' },
  ],
  ['ensureInventory', { ...vault, maxAgeSeconds: 0 }],
  ['initiateSelect', select],
  ['initiateSelect', grant(email)],
  ['initiateSelect', into({ encryption: { encryptionType: 'AWS_KMS', kmsKeyId: 'alias/key', kmsContext: '{}' } })],
  ['initiateSelect', into({ tagging: [{ key: 'a', value: 'b' }], userMetadata: [{ key: 'a', value: 'b' }] })],
  ['deleteArchive', { ...vault, archiveId: '<archive>' }],
];

test.each(accepted)('%s accepts %j', async (field, input) => {
  const { data } = await send(field, input);
  expect(data.result).toEqual({ __typename: `${typeOf(field)}Payload` });
});

describe('an input without a required field is refused:', () => {
  const cases = accepted.flatMap(([field, input]) =>
    withoutEachRequired(`${typeOf(field)}Input`, input).map((less) => [field, ...less] as const),
  );
  const unique = [...new Map(cases.map((each) => [each.slice(0, 3).join(' '), each])).values()];
  expect(unique.length).toBeGreaterThan(40);

  test.each(unique)('%s, %s.%s', async (field, place, name, input) => {
    gateway.calls();
    const { data, errors } = await send(field, input);
    expect(data).toBeUndefined();
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
      inputPath: place.split('.'),
    });
    expect(errors?.[0]?.message).toContain(`"${name}"`);
    expect(gateway.calls()).toEqual({});
  });
});

test.each<[field: string, place: string, input: object]>([
  ['deleteVault', 'input.vault', { vault: {} }],
  ['deleteVault', 'input.vault', { vault: { id: 'x', ...vaultRef('photos') } }],
  ['initiateSelect', 'input.selectParameters.inputSerialization', selecting({ inputSerialization: {} })],
  ['initiateSelect', 'input.selectParameters.outputSerialization', selecting({ outputSerialization: {} })],
  ['initiateSelect', 'input.outputLocation', { ...select, outputLocation: {} }],
])('%s refuses a choice of none or of two: %s, case %#', async (field, place, input) => {
  gateway.calls();
  const { errors } = await send(field, input);
  expect(errors?.[0]?.extensions['inputPath']).toEqual(place.split('.'));
  expect(errors?.[0]?.message).toMatch(/exactly one/i);
  expect(gateway.calls()).toEqual({});
});

const archive = { ...vault, archiveId: '<archive>' };
const ranged = (start: number, end: number) => ({ ...archive, retrievalByteRange: { start, end } });
const notifying = (more: object) => ({
  ...vault,
  notifications: { snsTopic: topic, events: ['ARCHIVE_RETRIEVAL_COMPLETED'], ...more },
});
const tags51 = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' }));

test.each<[field: string, path: string, input: object]>([
  ['createVault', 'input.vault.name', { vault: vaultAddress('') }],
  ['createVault', 'input.vault.name', { vault: vaultAddress('x'.repeat(256)) }],
  ['createVault', 'input.vault.region', { vault: { name: 'x', accountId: home.accountId } }],
  ['setVaultTags', 'input.vault.address.accountId', { vault: { address: { name: 'photos' } }, tags: [] }],
  ['setVaultTags', 'input.tags', { ...vault, tags: tags51 }],
  ['setVaultTags', 'input.tags.0.key', { ...vault, tags: [{ key: 'aws:x', value: '' }] }],
  ['setVaultNotifications', 'input.notifications', vault],
  ['setVaultNotifications', 'input.notifications.events', notifying({ events: [] })],
  [
    'setVaultNotifications',
    'input.notifications.snsTopic',
    notifying({ snsTopic: 'arn:aws:sqs:us-east-1:111122223333:q' }),
  ],
  ['setDataRetrievalPolicy', 'input.location', { strategy: 'NONE' }],
  ['setDataRetrievalPolicy', 'input.location.region', { location: { accountId: home.accountId }, strategy: 'NONE' }],
  ['setDataRetrievalPolicy', 'input.bytesPerHour', { location: home, strategy: 'BYTES_PER_HOUR' }],
  ['setDataRetrievalPolicy', 'input.bytesPerHour', { location: home, strategy: 'FREE_TIER', bytesPerHour: 1 }],
  ['setDataRetrievalPolicy', 'input.bytesPerHour', { location: home, strategy: 'BYTES_PER_HOUR', bytesPerHour: 0 }],
  ['initiateArchiveRetrieval', 'input.archiveId', { ...archive, archiveId: 'a b' }],
  ['initiateArchiveRetrieval', 'input.retrievalByteRange.start', ranged(1, 2 ** 20 - 1)],
  ['initiateArchiveRetrieval', 'input.retrievalByteRange.end', ranged(2 ** 20, 0)],
  ['initiateArchiveRetrieval', 'input.description', { ...archive, description: 'ü' }],
  ['initiateArchiveRetrieval', 'input.description', { ...archive, description: 'x'.repeat(1024) }],
  ['initiateArchiveRetrieval', 'input.idempotencyKey', { ...archive, idempotencyKey: '' }],
  ['initiateArchiveRetrievals', 'input.archiveIds', { ...vault, archiveIds: [] }],
  ['initiateArchiveRetrievals', 'input.archiveIds.1', { ...vault, archiveIds: ['<archive>', '/'] }],
  ['initiateInventoryRetrieval', 'input.limit', { ...vault, limit: 0 }],
  ['initiateInventoryRetrieval', 'input.marker', { ...vault, marker: '' }],
  [
    'initiateInventoryRetrieval',
    'input.endDate',
    { ...vault, startDate: '2026-01-02T00:00:00Z', endDate: '2026-01-01T00:00:00Z' },
  ],
  ['ensureInventory', 'input.maxAgeSeconds', { ...vault, maxAgeSeconds: -1 }],
  ['initiateSelect', 'input.selectParameters.expression', selecting({ expression: '' })],
  [
    'initiateSelect',
    'input.selectParameters.inputSerialization.csv.comments',
    selecting({ inputSerialization: { csv: { comments: '##' } } }),
  ],
  [
    'initiateSelect',
    'input.selectParameters.outputSerialization.csv.fieldDelimiter',
    selecting({ outputSerialization: { csv: { fieldDelimiter: '' } } }),
  ],
  ['initiateSelect', 'input.outputLocation.s3.bucketName', into({ bucketName: 'arn:aws:s3:::results' })],
  ['initiateSelect', 'input.outputLocation.s3.prefix', into({ prefix: '../x' })],
  [
    'initiateSelect',
    'input.outputLocation.s3.encryption.kmsKeyId',
    into({ encryption: { encryptionType: 'AES256', kmsKeyId: 'key' } }),
  ],
  [
    'initiateSelect',
    'input.outputLocation.s3.encryption.kmsContext',
    into({ encryption: { encryptionType: 'AES256', kmsContext: '{}' } }),
  ],
  [
    'initiateSelect',
    'input.outputLocation.s3.encryption.kmsKeyId',
    into({ encryption: { encryptionType: 'AWS_KMS', kmsKeyId: 'arn:aws:kms:us-east-1:999999999999:key/k' } }),
  ],
  [
    'initiateSelect',
    'input.outputLocation.s3.accessControlList',
    into({ cannedAcl: 'PRIVATE', accessControlList: [{ grantee: email, permission: 'READ' }] }),
  ],
  ['initiateSelect', 'input.outputLocation.s3.accessControlList.0.grantee.id', grant({ ...email, id: 'x' })],
  ['initiateSelect', 'input.outputLocation.s3.accessControlList.0.grantee.uri', grant({ type: 'GROUP' })],
  [
    'initiateSelect',
    'input.outputLocation.s3.accessControlList.0.grantee.id',
    grant({ ...email, type: 'CANONICAL_USER' }),
  ],
  ['initiateSelect', 'input.outputLocation.s3.tagging', into({ tagging: [{ key: '', value: '' }] })],
])('%s refuses %s, case %#', async (field, path, input) => {
  gateway.calls();
  const { data } = await send(field, input);
  expect(data?.result).toMatchObject({ __typename: 'InvalidInputError', path: path.split('.') });
  expect(data.result.message).toMatch(`${path}: `);
  expect(gateway.calls()).toEqual({});
});
