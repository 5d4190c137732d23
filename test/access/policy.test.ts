import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Access,
  type Action,
  actions,
  allowedActions,
  fullAccess,
  type Resource,
  readOnlyAccess,
} from '../../src/access/access.ts';
import { accessOf } from '../../src/access/accessOf.ts';
import { explainAccess } from '../../src/access/explainAccess.ts';
import { createPattern } from '../../src/access/pattern.ts';
import { parsePolicy, type Rule } from '../../src/access/policy.ts';
import { unmatchableCallers, unmatchableResources } from '../../src/access/unmatchableRules.ts';

const one = { accountId: '111122223333', region: 'us-east-1' };
const two = { accountId: '444455556666', region: 'us-east-1' };
const vault = (vaultName: string, where = one) => ({ ...where, vaultName });
const allowedBy = (access: Access, resource: Resource) => actions.filter((action) => access.allows(action, resource));
const allowed = (rules: readonly Rule[], resource: Resource) => allowedBy(accessOf(rules), resource);

describe('a name pattern', () => {
  test('matches the same names as the equivalent regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    fc.assert(
      fc.property(
        letters,
        name,
        (text, subject) =>
          createPattern(text).matches(subject) === new RegExp(`^${text.replaceAll('*', '.*')}$`).test(subject),
      ),
      { numRuns: 2_000 },
    );
  });

  test('with many stars is matched without backtracking', () => {
    expect(createPattern('a*'.repeat(120)).matches('a'.repeat(254).concat('b'))).toBe(true);
    expect(createPattern(`${'a*'.repeat(120)}c`).matches('a'.repeat(255))).toBe(false);
  });

  test('is literal except for its stars', () => {
    expect(createPattern('a.c').matches('abc')).toBe(false);
    expect(createPattern('.*').matches('abc')).toBe(false);
  });
});

describe('the rules of a policy', () => {
  test('a rule that denies wins over every rule that allows, however specific', () => {
    const all = { resource: '*/*/*', actions };
    const deny = (resource: string, ...denied: Action[]): Rule => ({ resource, actions: denied, effect: 'deny' });
    expect(allowed([all, deny('*/*/*', 'delete')], vault('photos'))).toEqual(['read', 'start', 'manage']);
    expect(allowed([all, { ...all, resource: '*/*/photos' }, deny('*/*/p*', 'delete')], vault('photos'))).toEqual([
      'read',
      'start',
      'manage',
    ]);
    // What may not be read does not exist.
    expect(allowed([all, deny('*/*/p*', 'read')], vault('photos'))).toEqual([]);
    expect(allowed([all, deny('*/*/p*', 'read')], vault('media'))).toEqual(actions);
    expect(allowed([{ resource: '*/*', actions }, deny('*/*/*', 'read')], one)).toEqual(actions);
    expect(allowed([deny('*/*/*', 'read')], vault('photos'))).toEqual([]);
  });

  test('one access decides in any order as a new one does', () => {
    const regions = ['us-east-1', 'eu-west-1'];
    const places = [one, two].flatMap(({ accountId }) => regions.map((region) => ({ accountId, region })));
    const resources: Resource[] = places.flatMap((place) => [place, vault('photos', place), vault('media', place)]);
    const rules: Rule[] = [
      { resource: '*/*', actions: ['read'] },
      { resource: '444455556666/*', actions: ['read', 'start'] },
      { resource: '*/us-*/p*', actions: ['read', 'manage'] },
      { resource: '444455556666/*/media', actions },
    ];
    const access = accessOf(rules);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...resources)), (asked) => {
        for (const each of asked) expect(allowedBy(access, { ...each })).toEqual(allowed(rules, each));
      }),
    );
  });

  test('a rule for vaults never applies outside of vaults, and vice versa', () => {
    expect(allowed([{ resource: '*/*/*', actions }], one)).toEqual([]);
    expect(allowed([{ resource: '*/*', actions }], vault('photos'))).toEqual([]);
    expect(allowed([{ resource: '*/*', actions }], one)).toEqual(actions);
    expect(allowed([{ resource: '*/*/*', actions }], vault('photos'))).toEqual(actions);
  });

  test.each([
    ['a plain name before a pattern', '*/*/photos', '*/*/photos*'],
    ['a longer pattern before a shorter', '*/*/pho*', '*/*/p*'],
    ['a pattern before a star', '*/*/p*', '*/*/*'],
    ['the vault before the region', '*/*/photos', '111122223333/us-east-1/*'],
    ['the region before the account', '*/us-east-1/*', '111122223333/*/*'],
    ['the account before none', '111122223333/*/*', '*/*/*'],
  ])('the most specific rule decides: %s', (_, specific, general) => {
    const rules: Rule[] = [
      { resource: specific, actions: ['read'] },
      { resource: general, actions: ['read', 'start', 'manage', 'delete'] },
    ];
    expect(allowed(rules, vault('photos'))).toEqual(['read']);
    expect(allowed([...rules].reverse(), vault('photos'))).toEqual(['read']);
    expect(allowed([{ resource: specific, actions: [] }, ...rules.slice(1)], vault('photos'))).toEqual([]);
  });

  test('equally specific rules allow what all of them allow', () => {
    const rules: Rule[] = [
      { resource: '*/*/pho*', actions: ['read', 'start'] },
      { resource: '*/*/*tos', actions: ['read', 'delete'] },
    ];
    expect(allowed(rules, vault('photos'))).toEqual(['read']);
    expect(allowed(rules, vault('phone'))).toEqual(['read', 'start']);
    expect(allowed([...rules, { resource: '*/*/*hot*', actions: [] }], vault('photos'))).toEqual([]);
  });

  test('different permissions have different keys', () => {
    const deny: Rule = { resource: '*/*', actions: ['delete'], effect: 'deny' };
    expect(accessOf([{ resource: '*/*', actions }, deny]).key).not.toBe(accessOf([{ resource: '*/*', actions }]).key);
    expect(accessOf([{ resource: '*/*', actions: ['read'] }]).key).not.toBe(
      accessOf([{ resource: '*/*', actions: ['read', 'start'] }]).key,
    );
  });

  test.each([
    ['none', [{ resource: '*/*', actions }]],
    ['none', [{ resource: '444455556666/*/*', actions }]],
    [
      'none',
      [
        { resource: '*/*/*', actions: ['read'] },
        { resource: '111122223333/*/*', actions: [] },
      ],
    ],
    ['some', [{ resource: '*/*/photos', actions: ['read'] }]],
    [
      'some',
      [
        { resource: '*/*/*', actions: ['read'] },
        { resource: '*/*/secret-*', actions: [] },
      ],
    ],
    [
      'all',
      [
        { resource: '*/*/*', actions: ['read'] },
        { resource: '*/*/photos', actions: ['read', 'start'] },
      ],
    ],
    [
      'some',
      [
        { resource: '*/*/*', actions: ['read'] },
        { resource: '*/*/secret-*', actions: ['read'], effect: 'deny' },
      ],
    ],
    [
      'none',
      [
        { resource: '*/*/*', actions: ['read'] },
        { resource: '111122223333/*/*', actions: ['read'], effect: 'deny' },
      ],
    ],
    [
      'all',
      [
        { resource: '*/*/*', actions: ['read'] },
        { resource: '444455556666/*/*', actions: ['read'], effect: 'deny' },
        { resource: '*/*/*', actions: ['start'], effect: 'deny' },
      ],
    ],
  ] as ['none' | 'some' | 'all', Rule[]][])('%s of the vaults may be read: %j', (expected, generated) => {
    expect(accessOf(generated).vaultsIn(one)).toBe(expected);
  });
});

describe('the rules for buckets', () => {
  const bucket = (bucketName: string, { accountId } = one) => ({ accountId, bucketName });

  test('allow read and write on buckets alone, and rules for vaults and regions do not', () => {
    const rules: Rule[] = [
      { resource: '*/*', actions },
      { resource: '*/*/*', actions },
    ];
    expect(allowed(rules, bucket('reports'))).toEqual([]);
    const access = accessOf([...rules, { resource: '111122223333/s3/*', actions: ['read'] }]);
    expect(allowedActions(access, bucket('reports'))).toEqual(['read']);
    expect(allowedActions(access, bucket('reports', two))).toEqual([]);
    expect(allowedActions(accessOf([{ resource: '*/s3/*', actions: ['read', 'write'] }]), one)).toEqual([]);
    expect(allowedActions(accessOf([{ resource: '*/s3/*', actions: ['read', 'write'] }]), vault('reports'))).toEqual(
      [],
    );
    expect(accessOf([{ resource: '*/s3/*', actions: ['read', 'write'] }]).vaultsIn(one)).toBe('none');
    expect(allowedActions(fullAccess, bucket('reports'))).toEqual(['read', 'write']);
    expect(allowedActions(readOnlyAccess, bucket('reports'))).toEqual(['read']);
  });

  test('let the most specific one decide, and a denial win', () => {
    const rules: Rule[] = [
      { resource: '*/s3/*', actions: ['read'] },
      { resource: '*/s3/retry-*', actions: ['read', 'write'] },
      { resource: '*/s3/*-secret', actions: ['read'], effect: 'deny' },
    ];
    const access = accessOf(rules);
    expect(allowedActions(access, bucket('reports'))).toEqual(['read']);
    expect(allowedActions(access, bucket('retry-2026'))).toEqual(['read', 'write']);
    expect(allowedActions(access, bucket('retry-secret'))).toEqual([]);
  });

  test("name the owner of a bucket: the job's account, or another one that may be read", () => {
    expect(fullAccess.ownerOf('reports', one.accountId)).toBe(one.accountId);
    const access = accessOf([
      { resource: `${two.accountId}/s3/reports`, actions: ['read'] },
      { resource: `${two.accountId}/s3/hidden`, actions: ['read'], effect: 'deny' },
      { resource: `${one.accountId}/s3/own-*`, actions: ['read'] },
      { resource: '*/s3/any-*', actions: ['read'] },
    ]);
    expect(access.ownerOf('reports', one.accountId)).toBe(two.accountId);
    expect(access.ownerOf('own-reports', one.accountId)).toBe(one.accountId);
    expect(access.ownerOf('any-reports', one.accountId)).toBe(one.accountId);
    expect(access.ownerOf('hidden', one.accountId)).toBe(one.accountId);
    expect(access.ownerOf('other', one.accountId)).toBe(one.accountId);
  });

  test.each([
    // The job's account has a rule for all of its buckets, and the shared one is another account's.
    { own: '111122223333/s3/*', other: '444455556666/s3/shared', owner: 'other' },
    { own: '*/s3/*', other: '444455556666/s3/shared', owner: 'other' },
    { own: '*/s3/shared', other: '444455556666/s3/shared', owner: 'other' },
    { own: '111122223333/s3/*', other: '444455556666/s3/sh*', owner: 'other' },
    { own: '111122223333/s3/shared', other: '444455556666/s3/shared', owner: 'own' },
    { own: '111122223333/s3/shared', other: '444455556666/s3/*', owner: 'own' },
    { own: '111122223333/s3/*', other: '444455556666/s3/*', owner: 'own' },
    // Patterns of buckets in two accounts say nothing about one bucket.
    { own: '*/s3/*', other: '444455556666/s3/*', owner: 'own' },
  ])('let the most specific one name the owner: $own and $other', ({ own, other, owner }) => {
    for (const resources of [
      [own, other],
      [other, own],
    ]) {
      const access = accessOf(resources.map((resource) => ({ resource, actions: ['read'] })));
      expect(access.ownerOf('shared', one.accountId)).toBe(owner === 'own' ? one.accountId : two.accountId);
    }
  });

  test('name no owner whose bucket may not be read', () => {
    const access = accessOf([
      { resource: `${one.accountId}/s3/*`, actions: ['read'] },
      { resource: `${two.accountId}/s3/written`, actions: ['write'] },
      { resource: `${two.accountId}/s3/denied`, actions: ['read'] },
      { resource: `${two.accountId}/s3/den*`, actions: ['read'], effect: 'deny' },
    ]);
    expect(access.ownerOf('written', one.accountId)).toBe(one.accountId);
    expect(access.ownerOf('denied', one.accountId)).toBe(one.accountId);
  });

  test('are explained', () => {
    expect(explainAccess([{ resource: '*/*/*', actions }], 'read', bucket('reports'))).toMatchObject({
      isAllowed: false,
      reason: 'No rule of the caller allows anything there. Rules for buckets have the form account/s3/bucket.',
    });
  });

  test('have only the actions of buckets, and a bucket has only its own', () => {
    const file = (resource: string, named: string[]) =>
      parsePolicy(JSON.stringify([{ callers: { keys: ['a'] }, rules: [{ resources: [resource], actions: named }] }]));
    expect(file('111122223333/s3/my.reports-*', ['read', 'write'])).toHaveProperty('entries');
    expect(file('111122223333/s3/reports', ['read', 'start'])).toEqual({
      faults: ['[0].rules.0 has the action start on 111122223333/s3/reports. Allowed there: read, write.'],
    });
    expect(file('111122223333/us-east-1/photos', ['read', 'write'])).toEqual({
      faults: [
        '[0].rules.0 has the action write on 111122223333/us-east-1/photos. Allowed there: read, start, manage, delete.',
      ],
    });
    for (const resource of ['111122223333/s3', '111122223333/s3/', '111122223333/s3/UPPER', '111122223333/s3/a/b'])
      expect(file(resource, ['read'])).toHaveProperty('faults');
  });
});

describe('a policy file', () => {
  const rules = [{ resources: ['*/*'], actions: ['read'] }];
  const policyOf = (entries: unknown) => {
    const parsed = parsePolicy(JSON.stringify(entries));
    if ('faults' in parsed) throw new Error(parsed.faults.join('\n'));
    return parsed;
  };

  test('selects callers by key names, and by claims that equal or contain a text', () => {
    const policy = policyOf([
      { callers: { keys: ['ann', 'bob'] }, rules },
      { callers: { claims: { groups: 'archivists' } }, rules },
      { callers: { claims: { groups: 'archivists', region: 'eu' } }, rules },
    ]);
    const count = (subject: Parameters<typeof policy.rulesFor>[0]) => policy.rulesFor(subject).length;
    expect(count({ key: 'ann' })).toBe(1);
    expect(count({ key: 'archivists' })).toBe(0);
    expect(count({ claims: { groups: 'archivists' } })).toBe(1);
    expect(count({ claims: { groups: ['x', 'archivists'] } })).toBe(1);
    expect(count({ claims: { groups: ['archivists'], region: 'eu' } })).toBe(2);
    expect(count({ claims: { groups: 'archivists,x' } })).toBe(0);
    expect(count({ claims: { groups: { archivists: true } } })).toBe(0);
    expect(count({ claims: { keys: 'ann', sub: 'ann' } })).toBe(0);
    expect(count({})).toBe(0);
  });

  test('has a different digest for different content', () => {
    const digest = (entries: unknown) => policyOf(entries).digest;
    expect(digest([{ callers: { keys: ['ann'] }, rules }])).toBe(digest([{ callers: { keys: ['ann'] }, rules }]));
    expect(digest([{ callers: { keys: ['ann'] }, rules }])).not.toBe(digest([{ callers: { keys: ['bob'] }, rules }]));
  });

  test('reports every error', () => {
    const entries = [
      { callers: {}, rules },
      { callers: { keys: ['ann'] }, rules: [{ resources: ['photos'], actions: ['writes'] }], note: 'x' },
      { callers: { keys: ['ann'] }, rules: [{ resources: ['1111/us-east-1/x', '*/*'], actions: ['start'] }] },
      { callers: { keys: [] }, rules: [] },
      { callers: { keys: ['ann'], claims: {} }, rules: [{ resources: ['*/*'], actions: ['start', 'delete'] }] },
      7,
      { callers: { keys: ['ann'] }, rules: [{ resources: ['*/*'], places: ['*/*'], actions: [] }] },
      {
        callers: { keys: ['ann'] },
        rules: [
          { resources: ['*/*'] },
          { resources: ['*/*'], actions: [], deny: ['read'] },
          { resources: ['*/*'], deny: [] },
          { resources: ['*/*'], deny: ['writes'] },
          { resources: ['*/*'], denied: ['read'] },
        ],
      },
    ];
    expect(parsePolicy(JSON.stringify(entries))).toEqual({
      faults: [
        '[0].callers names no caller; add keys or claims.',
        '[1].rules.0.resources.0 is invalid or missing. Allowed: a list of account/region/vault (vaults), account/s3/bucket (buckets) or account/region (everything else), with * as a wildcard.',
        '[1].rules.0.actions.0 is invalid or missing. Allowed: a list of read, start, manage, delete; for buckets read, write; an empty list allows nothing.',
        '[1].note is not a known property.',
        '[2].rules.0.resources.0 is invalid or missing. Allowed: a list of account/region/vault (vaults), account/s3/bucket (buckets) or account/region (everything else), with * as a wildcard.',
        '[3].callers.keys is invalid or missing. Allowed: a list of names of API keys, at least one.',
        '[3].rules is invalid or missing. Allowed: a list of rules, at least one.',
        '[4].callers.claims is empty, which would mean every token; remove it or add a claim.',
        '[4].rules.0.actions allows start, delete without read; add read.',
        '[5] is invalid. Allowed: an object.',
        '[6].rules.0.places is not a known property. It was renamed to resources.',
        '[7].rules.2.deny is invalid or missing. Allowed: a list of read, start, manage, delete; for buckets read, write; at least one.',
        '[7].rules.3.deny.0 is invalid or missing. Allowed: a list of read, start, manage, delete; for buckets read, write; at least one.',
        '[7].rules.4.denied is not a known property.',
      ],
    });
    const noEffect = [{ resources: ['*/*'] }, { resources: ['*/*'], actions: [], deny: ['read'] }];
    expect(parsePolicy(JSON.stringify([{ callers: { keys: ['ann'] }, rules: noEffect }]))).toEqual({
      faults: ['[0].rules.0 needs either actions or deny.', '[0].rules.1 needs either actions or deny.'],
    });
    expect(parsePolicy('{')).toEqual({ faults: ['The file is not valid JSON.'] });
    expect(parsePolicy('[]')).toEqual({ faults: ['The file must contain a list of at least one entry.'] });
  });

  test.each(['*/*', '*/*/*', '1*/us-*/a*b*', '111122223333/us-gov-west-1/photos', '*3333/*-1/*.x'])(
    'accepts the resource %s',
    (pattern) => {
      expect(policyOf([{ callers: { keys: ['ann'] }, rules: [{ resources: [pattern], actions: [] }] }])).toBeDefined();
    },
  );

  test.each([
    '*',
    '*/*/*/*',
    '*/*/',
    '/*/*',
    '*/*/..',
    '*/*/a b',
    'x/*/*',
    '*/us east/*',
    '*/useast/*',
    '11112222333/*/*',
  ])('rejects the resource %s', (pattern) => {
    const text = JSON.stringify([{ callers: { keys: ['ann'] }, rules: [{ resources: [pattern], actions: [] }] }]);
    expect(parsePolicy(text)).toHaveProperty('faults');
  });
});

describe('what can never apply', () => {
  const policyOf = (entries: unknown) => {
    const parsed = parsePolicy(JSON.stringify(entries));
    if ('faults' in parsed) throw new Error(parsed.faults.join('\n'));
    return parsed;
  };
  const rules = [{ resources: ['*/*'], actions: ['read'] }];

  test('a caller that cannot authenticate is reported with its position', () => {
    const policy = policyOf([
      { callers: { keys: ['ann', 'dashbord', 'zoe'] }, rules },
      { callers: { claims: { groups: 'archivists' } }, rules },
      { callers: { keys: ['ann'], claims: { groups: 'x' } }, rules },
    ]);
    const keyNames = ['ann', 'dashboard'];
    const mistyped = [
      '[0].callers.keys.1 is "dashbord": API_KEYS_FILE has no key of that name. Did you mean dashboard?',
      '[0].callers.keys.2 is "zoe": API_KEYS_FILE has no key of that name. Its names are: ann, dashboard.',
    ];
    expect(unmatchableCallers(policy, { keyNames, hasTokens: true })).toEqual(mistyped);
    expect(unmatchableCallers(policy, { keyNames, hasTokens: false })).toEqual([
      ...mistyped,
      '[1].callers.claims can match no caller: set JWT_JWKS_URL, or remove it.',
      '[2].callers.claims can match no caller: set JWT_JWKS_URL, or remove it.',
    ]);
    expect(unmatchableCallers(policy, { keyNames: undefined, hasTokens: true })).toEqual([
      '[0].callers.keys can match no caller: set API_KEYS_FILE, or remove it.',
      '[2].callers.keys can match no caller: set API_KEYS_FILE, or remove it.',
    ]);
  });

  test('a resource that is not served is reported with its position', () => {
    const policy = policyOf([
      { callers: { keys: ['ann'] }, rules: [{ resources: ['*/*', '1*/us-*/*', '999999999999/*'], actions: ['read'] }] },
      {
        callers: { keys: ['ann'] },
        rules: [
          { resources: ['*/eu-*/photos'], deny: ['read'] },
          // Each part matches something, but not together.
          { resources: ['444455556666/eu-west-1'], actions: [] },
        ],
      },
    ]);
    const served = [one, two, { accountId: '111122223333', region: 'us-west-2' }];
    const text = '111122223333/us-east-1, 444455556666/us-east-1, 111122223333/us-west-2';
    const faultOf = (at: string, resource: string) =>
      `${at} is "${resource}", which matches nothing that this gateway serves: ${text}.`;
    expect(unmatchableResources(policy, served)).toEqual([
      faultOf('[0].rules.0.resources.2', '999999999999/*'),
      faultOf('[1].rules.0.resources.0', '*/eu-*/photos'),
      faultOf('[1].rules.1.resources.0', '444455556666/eu-west-1'),
    ]);
    expect(unmatchableResources(policy, [...served, { accountId: '999999999999', region: 'eu-west-1' }])).toEqual([
      expect.stringContaining('[1].rules.1.resources.0 is'),
    ]);
  });
});
