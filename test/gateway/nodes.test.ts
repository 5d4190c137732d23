// Valid and invalid ids, cursors and arguments through the gateway.
import { describe, expect, test } from 'vitest';
import { glacierJobId, vaultId } from '../../src/schema/kit/globalId.ts';
import { startGateway } from '../support/startGateway.ts';
import { type StreamEvent, subscribe } from '../support/subscribe.ts';

describe('node', () => {
  test('returns the vault or job of an id', async () => {
    await using gateway = await startGateway();
    const { vault } = await gateway.data(
      '{ vault(name: "media-masters") { __typename id jobs(first: 1) { nodes { __typename ... on Node { id } } } } }',
    );
    const [job] = vault.jobs.nodes;
    const { nodes } = await gateway.data('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
      ids: [job.id, vault.id, job.id],
    });
    expect(nodes).toEqual([job, { __typename: 'Vault', id: vault.id }, job]);
  });

  test('is null for a deleted resource and for one of another gateway, without a difference', async () => {
    await using gateway = await startGateway();
    const vault = { accountId: '111122223333', region: 'us-east-1', vaultName: 'media-masters' };
    const ids = [
      vaultId({ ...vault, vaultName: 'no-such-vault' }),
      vaultId({ ...vault, accountId: '999999999999' }),
      vaultId({ ...vault, region: 'eu-central-1' }),
      vaultId({ ...vault, vaultName: '../media-masters' }),
      glacierJobId({ ...vault, jobId: 'no-such-job' }),
      glacierJobId({ ...vault, jobId: 'a/b' }),
    ];
    expect(await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })).toMatchObject({
      data: { nodes: ids.map(() => null) },
    });
    expect(gateway.calls()).toEqual({ 'glacier.DescribeVault': 1, 'glacier.DescribeJob': 1 });
  });

  test('returns an error for an impossible id, for that id alone', async () => {
    await using gateway = await startGateway();
    const { vault } = await gateway.data('{ vault(name: "media-masters") { id } }');
    const { data, errors } = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: ['', vault.id, `${vault.id}!`],
    });
    expect(data.nodes).toEqual([null, { id: vault.id }, null]);
    expect(errors?.map(({ message, path, extensions }) => [message, path, extensions.code])).toEqual([
      [
        'ids.0: this is not a global ID. Use the value of a field `id`; IDs, names and ARNs of AWS are not accepted here.',
        ['nodes', 0],
        'BAD_USER_INPUT',
      ],
      [
        'ids.2: this is not a global ID. Use the value of a field `id`; IDs, names and ARNs of AWS are not accepted here.',
        ['nodes', 2],
        'BAD_USER_INPUT',
      ],
    ]);
  });

  // The limit of AWS calls would be the wrong reason.
  test.each([1001, 3000])('limits the number of ids as documented: %d', async (count) => {
    await using gateway = await startGateway();
    const { errors } = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: Array(count).fill('x'),
    });
    expect(errors?.[0]).toMatchObject({
      message: `ids: at most 1000 IDs are allowed, got ${count}.`,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test.each(['jobUpdates', 'restoreUpdates'])('limits the number of ids of %s', async (field) => {
    await using gateway = await startGateway();
    const subscription = `subscription ($ids: [ID!]!) { ${field}(ids: $ids) { change } }`;
    await using subscriber = await subscribe(gateway.url, subscription, { ids: Array(3000).fill('x') });
    const [{ data }] = (await subscriber.rest()) as [StreamEvent];
    expect(data.errors[0].message).toBe('ids: 1 to 1000 IDs are allowed, got 3000.');
  });
});

describe('a connection', () => {
  const page =
    'query ($v: String!, $a: String, $s: GlacierStatusCodeInput) { vault(name: $v) { jobs(first: 3, after: $a, statusCode: $s) { edges { cursor node { ... on VaultJob { jobId } } } pageInfo { endCursor } } } }';

  test('resumes after any of its edges', async () => {
    await using gateway = await startGateway();
    const { vault } = await gateway.data(page.replace('first: 3', 'first: 12'), { v: 'media-masters' });
    const all = vault.jobs.edges;
    for (const index of [0, 1, 7, 8]) {
      const rest = await gateway.data(page, { v: 'media-masters', a: all[index].cursor });
      expect(rest.vault.jobs.edges.map(({ node }: { node: unknown }) => node)).toEqual(
        all.slice(index + 1, index + 4).map(({ node }: { node: unknown }) => node),
      );
    }
  });

  test('costs one call for the next page, as for the first', async () => {
    await using gateway = await startGateway();
    const { vault } = await gateway.data(page, { v: 'media-masters' });
    gateway.calls();
    await gateway.data(page, { v: 'media-masters', a: vault.jobs.pageInfo.endCursor });
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 1 });
  });

  test.each([
    ['of another vault', { v: 'examplevault' }],
    ['of another filter', { v: 'media-masters', s: 'FAILED' }],
  ])('rejects a cursor %s', async (_, variables) => {
    await using gateway = await startGateway();
    const { vault } = await gateway.data(page, { v: 'media-masters' });
    const { errors } = await gateway.query(page, { ...variables, a: vault.jobs.pageInfo.endCursor });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/^after: this is not a cursor of this list/),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test('reports a stale cursor if AWS no longer accepts its marker', async () => {
    await using gateway = await startGateway();
    const { vault } = await gateway.data(page, { v: 'media-masters' });
    gateway.simulator.faults.set([
      { operation: 'glacier.ListJobs', kind: 'error', code: 'InvalidParameterValueException', status: 400 },
    ]);
    const { errors } = await gateway.query(page, { v: 'media-masters', a: vault.jobs.pageInfo.endCursor });
    expect(errors?.[0]).toMatchObject({
      message: 'after: the position of this cursor no longer exists. Start again without a cursor.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});

describe('an invalid argument', () => {
  test.each([
    ['{ vault(name: "a/b") { name } }', /^name: a vault name has/],
    ['{ vault(name: "..") { name } }', /^name: a vault name has/],
    ['{ glacierJob(vaultName: "x", jobId: "a b") { __typename } }', /^jobId: an ID of AWS/],
    [
      '{ vault(name: "x", region: "us-east-1.evil.example") { name } }',
      /^region: unknown region of the account; configured regions: us-east-1, us-west-2\./,
    ],
    ['{ vault(name: "x", accountId: "999999999999") { name } }', /^accountId: unknown account; configured accounts: /],
    ['{ vaults(first: -1) { nodes { name } } }', /^first: the value must be between 0 and 1000, got -1/],
  ])('in %s is BAD_USER_INPUT with its name', async (query, message) => {
    await using gateway = await startGateway();
    const { errors } = await gateway.query(query);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.message).toMatch(message);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test.each([
    '{ vault(name: "x", accountId: "12") { name } }',
    '{ vaults(first: "ten") { nodes { name } } }',
    '{ nothing }',
    '{ vault { name } }',
    '{ vault(name: "media-masters") { jobs(statusCode: OTHER) { nodes { __typename } } } }',
  ])('in %s does not fit the schema: GRAPHQL_VALIDATION_FAILED', async (query) => {
    await using gateway = await startGateway();
    const { data, errors } = await gateway.query(query);
    expect(data).toBeUndefined();
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
