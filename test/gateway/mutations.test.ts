// Mutations through the gateway, from the arguments to the state of the simulator.

import { describe, expect, test } from 'vitest';
import { home, vaultAddress, vaultRef } from '../support/references.ts';
import { type Answer, startGateway, type TestGateway } from '../support/startGateway.ts';

const errorFields =
  '... on MutationError { __typename code message retryable awsCode awsRequestId } ... on InvalidInputError { path }';

const mutate = async (
  gateway: TestGateway,
  field: string,
  payload: string,
  input: Record<string, unknown>,
): Promise<Answer> => {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  return gateway.query(
    `mutation ($input: ${type}Input!) { result: ${field}(input: $input) { __typename ... on ${type}Payload { ${payload} } ${errorFields} } }`,
    { input },
  );
};

const result = async (...args: Parameters<typeof mutate>) => {
  const { data, errors } = await mutate(...args);
  if (errors) throw new Error(JSON.stringify(errors));
  return data.result;
};

describe('mutations of vaults', () => {
  test('create one vault for repeated calls, and delete it', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const input = { vault: vaultAddress('photos') };
    const payload =
      'location vault { id name numberOfArchives sizeInBytes lastInventoryDate tags { key } notifications { snsTopic } accessPolicy lock { state } }';
    const created = await result(gateway, 'createVault', payload, input);
    expect(created).toEqual({
      __typename: 'CreateVaultPayload',
      location: '/111122223333/vaults/photos',
      vault: {
        id: expect.any(String),
        name: 'photos',
        numberOfArchives: null,
        sizeInBytes: null,
        lastInventoryDate: null,
        tags: [],
        notifications: null,
        accessPolicy: null,
        lock: null,
      },
    });
    expect(await result(gateway, 'createVault', payload, input)).toEqual(created);
    expect(
      await result(gateway, 'deleteVault', 'vaultName deletedVaultId', { vault: { id: created.vault.id } }),
    ).toEqual({
      __typename: 'DeleteVaultPayload',
      vaultName: 'photos',
      deletedVaultId: created.vault.id,
    });
    expect(
      await gateway.data('query ($id: ID!) { node(id: $id) { id } vault(name: "photos") { name } }', {
        id: created.vault.id,
      }),
    ).toEqual({
      node: null,
      vault: null,
    });
  });

  test(`return AWS's refusal to delete a vault with archives`, async () => {
    await using gateway = await startGateway();
    expect(await result(gateway, 'deleteVault', 'vaultName', { vault: vaultRef('media-masters') })).toEqual({
      __typename: 'InvalidInputError',
      code: 'BAD_USER_INPUT',
      message: 'Vault not empty or recently written to: arn:aws:glacier:us-east-1:111122223333:vaults/media-masters',
      retryable: false,
      awsCode: 'InvalidParameterValueException',
      awsRequestId: expect.stringMatching(/^[\w-]{20,}$/),
      path: ['input'],
    });
  });

  test('set all tags in the fewest calls that AWS allows; an unchanged set only costs the read', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    await result(gateway, 'createVault', 'location', { vault: vaultAddress('photos') });
    gateway.calls();
    const tags = Array.from({ length: 25 }, (_, index) => ({ key: `key ${index}`, value: `${index}` }));
    const set = (wanted: { key: string; value: string }[]) =>
      result(gateway, 'setVaultTags', 'vault { tags { key value } }', { vault: vaultRef('photos'), tags: wanted });
    expect((await set(tags)).vault.tags).toEqual(tags);
    expect(gateway.calls()).toEqual({ 'glacier.ListTagsForVault': 1, 'glacier.AddTagsToVault': 3 });

    const fewer = [{ key: 'key 0', value: 'changed' }, ...tags.slice(1, 10), { key: 'new', value: '' }];
    const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
    expect((await set(fewer)).vault.tags.sort(byKey)).toEqual([...fewer].sort(byKey));
    expect(gateway.calls()).toEqual({
      'glacier.ListTagsForVault': 1,
      'glacier.RemoveTagsFromVault': 2,
      'glacier.AddTagsToVault': 1,
    });

    await set(fewer);
    expect(gateway.calls()).toEqual({ 'glacier.ListTagsForVault': 1 });
    expect(await set([])).toMatchObject({ vault: { tags: [] } });
  });

  test('set notifications, and remove them only on an explicit request', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    await result(gateway, 'createVault', 'location', { vault: vaultAddress('photos') });
    const notifications = {
      snsTopic: 'arn:aws:sns:us-east-1:111122223333:topic',
      events: ['ARCHIVE_RETRIEVAL_COMPLETED', 'INVENTORY_RETRIEVAL_COMPLETED'],
    };
    const set = (input: Record<string, unknown>) =>
      result(gateway, 'setVaultNotifications', 'vault { notifications { snsTopic events } }', {
        vault: vaultRef('photos'),
        ...input,
      });
    expect((await set({ notifications })).vault.notifications).toEqual(notifications);
    expect(await set({})).toMatchObject({ __typename: 'InvalidInputError', path: ['input', 'notifications'] });
    expect((await set({ notifications: null })).vault.notifications).toBeNull();
    expect(await set({ notifications: { ...notifications, events: [] } })).toMatchObject({
      path: ['input', 'notifications', 'events'],
    });
  });

  test('return a NotFoundError with the request id of AWS for a missing vault', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    expect(
      await result(gateway, 'setVaultTags', 'vault { name }', { vault: vaultRef('none'), tags: [] }),
    ).toMatchObject({
      __typename: 'NotFoundError',
    });
    expect(await result(gateway, 'initiateInventoryRetrieval', 'location', { vault: vaultRef('none') })).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      awsCode: 'ResourceNotFoundException',
      message: 'Vault not found for ARN: arn:aws:glacier:us-east-1:111122223333:vaults/none',
      awsRequestId: expect.any(String),
    });
  });
});

describe('the data retrieval policy', () => {
  test('is set and read, and rejects a retrieval with its own error', async () => {
    await using gateway = await startGateway();
    const set = (input: Record<string, unknown>) =>
      result(gateway, 'setDataRetrievalPolicy', 'dataRetrievalPolicy { rules { strategy bytesPerHour } }', input);
    expect(await set({ location: home, strategy: 'BYTES_PER_HOUR' })).toMatchObject({
      path: ['input', 'bytesPerHour'],
    });
    expect(await set({ location: home, strategy: 'NONE', bytesPerHour: 1 })).toMatchObject({
      path: ['input', 'bytesPerHour'],
    });
    expect(await set({ location: home, strategy: 'BYTES_PER_HOUR', bytesPerHour: 0 })).toMatchObject({
      path: ['input', 'bytesPerHour'],
    });
    expect(
      (await set({ location: home, strategy: 'BYTES_PER_HOUR', bytesPerHour: 1 })).dataRetrievalPolicy.rules,
    ).toEqual([{ strategy: 'BYTES_PER_HOUR', bytesPerHour: 1 }]);
    expect(await gateway.data('{ dataRetrievalPolicy { rules { strategy bytesPerHour } } }')).toEqual({
      dataRetrievalPolicy: { rules: [{ strategy: 'BYTES_PER_HOUR', bytesPerHour: 1 }] },
    });
    const { archiveId } = await anArchive(gateway);
    expect(
      await result(gateway, 'initiateArchiveRetrieval', 'location', { vault: vaultRef('media-masters'), archiveId }),
    ).toMatchObject({
      __typename: 'PolicyEnforcedError',
      code: 'POLICY_ENFORCED',
      message: 'InitiateJob request denied by current data retrieval policy.',
      retryable: true,
    });
    await set({ location: home, strategy: 'FREE_TIER' });
    gateway.simulator.faults.set([
      { operation: 'glacier.InitiateJob', kind: 'error', code: 'PolicyEnforcedException', status: 400 },
    ]);
    expect(
      await result(gateway, 'initiateArchiveRetrieval', 'location', { vault: vaultRef('media-masters'), archiveId }),
    ).toMatchObject({ code: 'POLICY_ENFORCED', retryable: false });
  });

  test('of more archives than allowed is refused for their number, and of a foreign archive for its vault', async () => {
    await using gateway = await startGateway();
    const archiveIds = Array.from({ length: 3000 }, (_, index) => `archive${index}`);
    gateway.calls();
    expect(
      await result(gateway, 'initiateArchiveRetrievals', 'started', { vault: vaultRef('media-masters'), archiveIds }),
    ).toMatchObject({
      __typename: 'InvalidInputError',
      path: ['input', 'archiveIds'],
      message: 'input.archiveIds: 1 to 1000 archives are allowed, got 3000.',
    });
    expect(gateway.calls()).toEqual({});
    const { archiveId } = await anArchive(gateway);
    expect(
      await result(gateway, 'deleteArchive', 'archiveId', { vault: vaultRef('backups-2020'), archiveId }),
    ).toMatchObject({
      message: expect.stringMatching(
        /^Invalid vault name: .* This usually means that the archive belongs to another vault\.$/,
      ),
    });
  });
});

/** An archive that can be retrieved. */
async function anArchive(gateway: TestGateway): Promise<{ archiveId: string; archiveSizeInBytes: number }> {
  const { vault } = await gateway.data(
    `{ vault(name: "media-masters") { jobs(first: 400, statusCode: SUCCEEDED) { nodes {
      ... on ArchiveRetrievalJob { archiveId archiveSizeInBytes } } } } }`,
  );
  gateway.calls();
  return vault.jobs.nodes.find(
    ({ archiveSizeInBytes }: { archiveSizeInBytes?: number }) => (archiveSizeInBytes ?? 0) > 2 ** 21,
  );
}

describe('an archive retrieval', () => {
  test('is started once and completes', async () => {
    await using gateway = await startGateway();
    const { archiveId, archiveSizeInBytes } = await anArchive(gateway);
    const started = await result(
      gateway,
      'initiateArchiveRetrieval',
      `location job { __typename id jobId jobDescription phase outcome completed statusCode statusMessage action tier archiveId
        archiveSizeInBytes creationDate completionDate snsTopic retrievalByteRange { start end }
        expectedCompletion { earliest latest } pollAfterSeconds vault { name } }`,
      {
        vault: vaultRef('media-masters'),
        archiveId,
        description: 'For the press office',
        snsTopic: 'arn:aws:sns:us-east-1:111122223333:topic',
        retrievalByteRange: { start: 0, end: 2 ** 20 - 1 },
        tier: 'STANDARD',
      },
    );
    expect(gateway.calls()).toEqual({ 'glacier.InitiateJob': 1, 'glacier.DescribeJob': 1 });
    expect(started.job).toEqual({
      __typename: 'ArchiveRetrievalJob',
      id: expect.any(String),
      jobId: expect.stringMatching(/^[\w-]{92}$/),
      jobDescription: 'For the press office',
      phase: 'RUNNING',
      outcome: null,
      completed: false,
      statusCode: 'IN_PROGRESS',
      statusMessage: expect.any(String),
      action: 'ARCHIVE_RETRIEVAL',
      tier: 'STANDARD',
      archiveId,
      archiveSizeInBytes,
      creationDate: '2026-01-15T12:00:00.000Z',
      completionDate: null,
      snsTopic: 'arn:aws:sns:us-east-1:111122223333:topic',
      retrievalByteRange: { start: 0, end: 1048575 },
      expectedCompletion: { earliest: '2026-01-15T15:00:00.000Z', latest: '2026-01-15T17:00:00.000Z' },
      pollAfterSeconds: 300,
      vault: { name: 'media-masters' },
    });
    expect(started.location).toBe(`/111122223333/vaults/media-masters/jobs/${started.job.jobId}`);

    const state = () =>
      gateway.data(
        'query ($id: ID!) { node(id: $id) { ... on Job { phase outcome completionDate expectedCompletion { latest } pollAfterSeconds } } }',
        { id: started.job.id },
      );
    gateway.clock.advance(2 * 3600_000);
    expect((await state()).node).toMatchObject({ phase: 'RUNNING', pollAfterSeconds: 300 });
    gateway.clock.advance(3 * 3600_000);
    expect((await state()).node).toEqual({
      phase: 'DONE',
      outcome: 'SUCCEEDED',
      completionDate: expect.any(String),
      expectedCompletion: null,
      pollAfterSeconds: null,
    });
  });

  test.each([
    ['a vault with a path', { vault: vaultRef('../other') }, ['input', 'vault', 'address', 'name']],
    [
      'a vault as an ARN',
      { vault: vaultRef('arn:aws:glacier:us-east-1:999999999999:vaults/x') },
      ['input', 'vault', 'address', 'name'],
    ],
    ['an archive id with a line break', { archiveId: 'a\r\nb' }, ['input', 'archiveId']],
    [
      'a range out of line',
      { retrievalByteRange: { start: 5, end: 1048575 } },
      ['input', 'retrievalByteRange', 'start'],
    ],
    ['a range backwards', { retrievalByteRange: { start: 1048576, end: 9 } }, ['input', 'retrievalByteRange', 'end']],
    ['a description outside ASCII', { description: 'Überblick' }, ['input', 'description']],
    ['a topic in another region', { snsTopic: 'arn:aws:sns:eu-west-1:111122223333:t' }, ['input', 'snsTopic']],
    [
      'an account outside the configured ones',
      { vault: vaultRef('media-masters', { ...home, accountId: '999999999999' }) },
      ['input', 'vault', 'address', 'accountId'],
    ],
    [
      'a region outside the configured ones',
      { vault: vaultRef('media-masters', { ...home, region: 'eu-west-1' }) },
      ['input', 'vault', 'address', 'region'],
    ],
  ])('with %s is rejected before any AWS call, with its path', async (_, wrong, path) => {
    await using gateway = await startGateway();
    const refused = await result(gateway, 'initiateArchiveRetrieval', 'location', {
      vault: vaultRef('media-masters'),
      archiveId: 'abc',
      ...wrong,
    });
    expect(refused).toMatchObject({
      __typename: 'InvalidInputError',
      code: 'BAD_USER_INPUT',
      retryable: false,
      awsCode: null,
      awsRequestId: null,
      path,
    });
    expect(refused.message).toMatch(new RegExp(`^${path.join('.')}: `));
    expect(gateway.calls()).toEqual({});
  });

  test('of an archive that does not exist is a NotFoundError', async () => {
    await using gateway = await startGateway();
    expect(
      await result(gateway, 'initiateArchiveRetrieval', 'location', {
        vault: vaultRef('media-masters'),
        archiveId: 'none',
      }),
    ).toMatchObject({ __typename: 'NotFoundError', message: 'The archive ID was not found: none' });
  });

  test('with an unaligned end that is not the last byte is rejected by AWS', async () => {
    await using gateway = await startGateway();
    const { archiveId } = await anArchive(gateway);
    expect(
      await result(gateway, 'initiateArchiveRetrieval', 'location', {
        vault: vaultRef('media-masters'),
        archiveId,
        retrievalByteRange: { start: 0, end: 5 },
      }),
    ).toMatchObject({ __typename: 'InvalidInputError', awsCode: 'InvalidParameterValueException' });
  });
});

describe('an inventory retrieval', () => {
  test('accepts every parameter of AWS, and its job returns them', async () => {
    await using gateway = await startGateway();
    const { job } = await result(
      gateway,
      'initiateInventoryRetrieval',
      'job { action jobDescription inventorySizeInBytes inventoryRetrievalParameters { format startDate endDate limit marker } }',
      {
        vault: vaultRef('media-masters'),
        format: 'CSV',
        description: 'My inventory job',
        startDate: '2012-01-01T00:00:00Z',
        endDate: '2026-01-01T00:00:00.999Z',
        limit: 2,
      },
    );
    expect(job).toEqual({
      action: 'INVENTORY_RETRIEVAL',
      jobDescription: 'My inventory job',
      inventorySizeInBytes: null,
      inventoryRetrievalParameters: {
        format: 'CSV',
        startDate: '2012-01-01T00:00:00.000Z',
        endDate: '2026-01-01T00:00:00.000Z',
        limit: 2,
        marker: null,
      },
    });
  });

  test('resumes at the marker of an ended one', async () => {
    await using gateway = await startGateway();
    const payload = 'job { id inventoryRetrievalParameters { marker } }';
    const first = await result(gateway, 'initiateInventoryRetrieval', payload, {
      vault: vaultRef('media-masters'),
      limit: 2,
    });
    gateway.clock.advance(5 * 3600_000);
    const { node } = await gateway.data(
      'query ($id: ID!) { node(id: $id) { ... on InventoryRetrievalJob { outcome inventorySizeInBytes inventoryRetrievalParameters { marker } } } }',
      { id: first.job.id },
    );
    expect(node).toMatchObject({ outcome: 'SUCCEEDED', inventorySizeInBytes: expect.any(Number) });
    const { marker } = node.inventoryRetrievalParameters;
    expect(marker).toEqual(expect.any(String));
    expect(
      await result(gateway, 'initiateInventoryRetrieval', payload, {
        vault: vaultRef('media-masters'),
        limit: 2,
        marker,
      }),
    ).toMatchObject({
      __typename: 'InitiateInventoryRetrievalPayload',
    });
  });

  test.each([
    [{ limit: 0 }, ['input', 'limit']],
    [{ startDate: '2026-01-01T00:00:00Z', endDate: '2026-01-01T00:00:00Z' }, ['input', 'endDate']],
  ])('with %j is rejected before any AWS call', async (wrong, path) => {
    await using gateway = await startGateway();
    expect(
      await result(gateway, 'initiateInventoryRetrieval', 'location', { vault: vaultRef('media-masters'), ...wrong }),
    ).toMatchObject({ __typename: 'InvalidInputError', path });
    expect(gateway.calls()).toEqual({});
  });
});

describe('a select', () => {
  test('accepts every parameter of AWS, and its job returns them unchanged', async () => {
    await using gateway = await startGateway();
    const { archiveId } = await anArchive(gateway);
    const selectParameters = {
      inputSerialization: {
        csv: {
          fileHeaderInfo: 'USE',
          comments: '#',
          quoteEscapeCharacter: '\\',
          recordDelimiter: '\n',
          fieldDelimiter: ';',
          quoteCharacter: "'",
        },
      },
      expressionType: 'SQL',
      expression: 'SELECT * FROM archive',
      outputSerialization: {
        csv: {
          quoteFields: 'ASNEEDED',
          quoteEscapeCharacter: '"',
          recordDelimiter: '\r\n',
          fieldDelimiter: ',',
          quoteCharacter: '"',
        },
      },
    };
    const outputLocation = {
      s3: {
        bucketName: 'results',
        prefix: 'select/',
        encryption: { encryptionType: 'AWS_KMS', kmsKeyId: 'key', kmsContext: '{}' },
        accessControlList: [
          {
            grantee: {
              type: 'AMAZON_CUSTOMER_BY_EMAIL',
              displayName: 'Ann',
              uri: null,
              id: null,
              emailAddress: 'ann@example.com',
            },
            permission: 'READ_ACP',
          },
        ],
        tagging: [{ key: 'a', value: '1' }],
        userMetadata: [{ key: 'b', value: '2' }],
        storageClass: 'STANDARD_IA',
      },
    };
    const csvIn = 'csv { fileHeaderInfo comments quoteEscapeCharacter recordDelimiter fieldDelimiter quoteCharacter }';
    const csvOut = 'csv { quoteFields quoteEscapeCharacter recordDelimiter fieldDelimiter quoteCharacter }';
    const { job, jobOutputPath } = await result(
      gateway,
      'initiateSelect',
      `jobOutputPath job { action tier archiveId jobOutputPath
        selectParameters { inputSerialization { ${csvIn} } expressionType expression outputSerialization { ${csvOut} } }
        outputLocation { s3 { bucketName prefix encryption { encryptionType kmsKeyId kmsContext } cannedAcl
          accessControlList { grantee { type displayName uri id emailAddress } permission }
          tagging { key value } userMetadata { key value } storageClass } } }`,
      { vault: vaultRef('media-masters'), archiveId, tier: 'BULK', selectParameters, outputLocation },
    );
    expect(job).toMatchObject({ action: 'SELECT', tier: 'BULK', archiveId, selectParameters, outputLocation });
    expect(jobOutputPath).toEqual(expect.any(String));
  });
});

describe('an archive', () => {
  test('is deleted, and a second deletion changes nothing', async () => {
    await using gateway = await startGateway();
    const { archiveId } = await anArchive(gateway);
    const input = { vault: vaultRef('media-masters'), archiveId };
    const gone = { __typename: 'DeleteArchivePayload', archiveId, vault: { name: 'media-masters' } };
    expect(await result(gateway, 'deleteArchive', 'archiveId vault { name }', input)).toEqual(gone);
    expect(await result(gateway, 'deleteArchive', 'archiveId vault { name }', input)).toEqual(gone);
  });
});
