import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Action, actions, canSee, type Resource } from '../../src/access/access.ts';
import { accessOf } from '../../src/access/accessOf.ts';
import { createPattern } from '../../src/access/pattern.ts';
import { parsePolicy, type Rule } from '../../src/access/policy.ts';

const one = { accountId: '111122223333', region: 'us-east-1' };
const two = { accountId: '444455556666', region: 'us-east-1' };
const vault = (vaultName: string, where = one) => ({ ...where, vaultName });
const allowed = (rules: readonly Rule[], place: Resource) =>
  actions.filter((action) => accessOf(rules).allows(action, place));

describe('a pattern', () => {
  test('matches what a regular expression of the same meaning does', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    fc.assert(
      fc.property(letters, name, (text, subject) => {
        expect(createPattern(text).matches(subject)).toBe(new RegExp(`^${text.replaceAll('*', '.*')}$`).test(subject));
      }),
      { numRuns: 2_000 },
    );
  });

  test('of many stars is matched at once', () => {
    expect(createPattern('a*'.repeat(120)).matches('a'.repeat(254).concat('b'))).toBe(true);
    expect(createPattern(`${'a*'.repeat(120)}c`).matches('a'.repeat(255))).toBe(false);
  });

  test('is literal but for its stars', () => {
    expect(createPattern('a.c').matches('abc')).toBe(false);
    expect(createPattern('.*').matches('abc')).toBe(false);
  });
});

describe('the rules for a place', () => {
  test('a rule for vaults never holds for what is in no vault, and the reverse', () => {
    expect(allowed([{ place: '*/*/*', actions }], one)).toEqual([]);
    expect(allowed([{ place: '*/*', actions }], vault('photos'))).toEqual([]);
    expect(allowed([{ place: '*/*', actions }], one)).toEqual(actions);
    expect(allowed([{ place: '*/*/*', actions }], vault('photos'))).toEqual(actions);
  });

  test.each([
    ['a name before a pattern', '*/*/photos', '*/*/photos*'],
    ['a longer pattern before a shorter', '*/*/pho*', '*/*/p*'],
    ['a pattern before a star', '*/*/p*', '*/*/*'],
    ['the vault before the region', '*/*/photos', '111122223333/us-east-1/*'],
    ['the region before the account', '*/us-east-1/*', '111122223333/*/*'],
    ['the account before none', '111122223333/*/*', '*/*/*'],
  ])('%s decides', (_, tighter, looser) => {
    const rules: Rule[] = [
      { place: tighter, actions: ['read'] },
      { place: looser, actions: ['read', 'start', 'manage', 'delete'] },
    ];
    expect(allowed(rules, vault('photos'))).toEqual(['read']);
    expect(allowed([...rules].reverse(), vault('photos'))).toEqual(['read']);
    expect(allowed([{ place: tighter, actions: [] }, ...rules.slice(1)], vault('photos'))).toEqual([]);
  });

  test('of equally tight ones, what all of them allow', () => {
    const rules: Rule[] = [
      { place: '*/*/pho*', actions: ['read', 'start'] },
      { place: '*/*/*tos', actions: ['read', 'delete'] },
    ];
    expect(allowed(rules, vault('photos'))).toEqual(['read']);
    expect(allowed(rules, vault('phone'))).toEqual(['read', 'start']);
    expect(allowed([...rules, { place: '*/*/*hot*', actions: [] }], vault('photos'))).toEqual([]);
  });

  const part = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 3 });
  const account = fc.constantFrom('*', '111122223333', '444455556666', '1*');
  const region = fc.constantFrom('*', 'us-east-1', 'us-*');
  const place = fc.oneof(
    fc.tuple(account, region).map((parts) => parts.join('/')),
    fc.tuple(account, region, part).map((parts) => parts.join('/')),
  );
  const allowing = fc.subarray([...actions]).map((some): Action[] => (some.length > 0 ? ['read', ...some] : []));
  const rules = fc.array(fc.record({ place, actions: allowing }), { maxLength: 6 });
  const names = ['a', 'b', 'aa', 'ab', 'ba', 'bb', 'aab', 'aba', 'bab', 'abab', 'zz', 'azz', 'zzb', 'zazbz'];
  const places: Resource[] = [one, two].flatMap((where) => [where, ...names.map((name) => vault(name, where))]);

  test('nothing is allowed anywhere that no matching rule allows', () => {
    fc.assert(
      fc.property(rules, (given) => {
        const matching = (at: Resource) =>
          given.filter(({ place: text }) => {
            const [accountId = '', inRegion = '', vaultName] = text.split('/');
            const name = 'vaultName' in at ? at.vaultName : undefined;
            if ((vaultName === undefined) !== (name === undefined)) return false;
            const parts = [
              [accountId, at.accountId],
              [inRegion, at.region],
              [vaultName ?? '', name ?? ''],
            ] as const;
            return parts.every(([pattern, value]) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(value));
          });
        for (const at of places) {
          for (const action of allowed(given, at)) {
            expect(matching(at).some((rule) => rule.actions.includes(action))).toBe(true);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test('their order and their number change nothing, and equal rights have an equal key', () => {
    fc.assert(
      fc.property(rules, (given) => {
        const before = accessOf(given);
        const after = accessOf([...given, ...given].reverse());
        expect(after.key).toBe(before.key);
        for (const at of places) {
          for (const action of actions) expect(after.allows(action, at)).toBe(before.allows(action, at));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('other rights have another key', () => {
    expect(accessOf([{ place: '*/*', actions: ['read'] }]).key).not.toBe(
      accessOf([{ place: '*/*', actions: ['read', 'start'] }]).key,
    );
  });

  test('a place is seen when anything in it may be read, and all of it only when all of it may', () => {
    fc.assert(
      fc.property(rules, (given) => {
        const access = accessOf(given);
        for (const where of [one, two]) {
          const readable = names.filter((name) => access.allows('read', vault(name, where)));
          const told = access.vaultsIn(where);
          if (told === 'none') expect(readable).toEqual([]);
          if (told === 'all') expect(readable).toEqual(names);
          if (readable.length > 0 || access.allows('read', where)) expect(canSee(access, where)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['none', [{ place: '*/*', actions }]],
    ['none', [{ place: '444455556666/*/*', actions }]],
    [
      'none',
      [
        { place: '*/*/*', actions: ['read'] },
        { place: '111122223333/*/*', actions: [] },
      ],
    ],
    ['some', [{ place: '*/*/photos', actions: ['read'] }]],
    [
      'some',
      [
        { place: '*/*/*', actions: ['read'] },
        { place: '*/*/secret-*', actions: [] },
      ],
    ],
    [
      'all',
      [
        { place: '*/*/*', actions: ['read'] },
        { place: '*/*/photos', actions: ['read', 'start'] },
      ],
    ],
  ] as ['none' | 'some' | 'all', Rule[]][])('%s of the vaults: %j', (told, given) => {
    expect(accessOf(given).vaultsIn(one)).toBe(told);
  });
});

describe('a policy', () => {
  const rules = [{ places: ['*/*'], actions: ['read'] }];
  const policyOf = (entries: unknown) => {
    const parsed = parsePolicy(JSON.stringify(entries));
    if ('faults' in parsed) throw new Error(parsed.faults.join('\n'));
    return parsed;
  };

  test('is for the names of keys, and for claims that are a text or a list that holds it', () => {
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

  test('has another digest whenever it is another one', () => {
    const digest = (entries: unknown) => policyOf(entries).digest;
    expect(digest([{ callers: { keys: ['ann'] }, rules }])).toBe(digest([{ callers: { keys: ['ann'] }, rules }]));
    expect(digest([{ callers: { keys: ['ann'] }, rules }])).not.toBe(digest([{ callers: { keys: ['bob'] }, rules }]));
  });

  test('names every fault', () => {
    const entries = [
      { callers: {}, rules },
      { callers: { keys: ['ann'] }, rules: [{ places: ['photos'], actions: ['write'] }], note: 'x' },
      { callers: { keys: ['ann'] }, rules: [{ places: ['1111/us-east-1/x', '*/*'], actions: ['start'] }] },
      { callers: { keys: [] }, rules: [] },
      { callers: { keys: ['ann'], claims: {} }, rules: [{ places: ['*/*'], actions: ['start', 'delete'] }] },
      7,
    ];
    expect(parsePolicy(JSON.stringify(entries))).toEqual({
      faults: [
        '[0].callers names nobody.',
        '[1].rules.0.places.0 is wrong or missing; places is a list of account/region/vault (vaults) or account/region (what is in no vault), with * in patterns.',
        '[1].rules.0.actions.0 is wrong or missing; actions is a list of read, start, manage, delete; an empty one allows nothing.',
        '[1].note is not a member.',
        '[2].rules.0.places.0 is wrong or missing; places is a list of account/region/vault (vaults) or account/region (what is in no vault), with * in patterns.',
        '[3].callers.keys is wrong or missing; keys is a list of names of API keys, at least one.',
        '[3].rules is wrong or missing; rules is a list of rules, at least one.',
        '[4].callers.claims is empty: it would mean every token.',
        '[4].rules.0.actions allows start, delete without read.',
        '[5] is not an object.',
      ],
    });
    expect(parsePolicy('{')).toEqual({ faults: ['not JSON.'] });
    expect(parsePolicy('[]')).toEqual({ faults: ['a list of at least one entry.'] });
  });

  test.each(['*/*', '*/*/*', '1*/us-*/a*b*', '111122223333/us-gov-west-1/photos', '*3333/*-1/*.x'])(
    'knows %s',
    (place) => {
      expect(policyOf([{ callers: { keys: ['ann'] }, rules: [{ places: [place], actions: [] }] }])).toBeDefined();
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
  ])('refuses %s', (place) => {
    const text = JSON.stringify([{ callers: { keys: ['ann'] }, rules: [{ places: [place], actions: [] }] }]);
    expect(parsePolicy(text)).toHaveProperty('faults');
  });
});
