// Policies that are made up: what they allow, against the definition of a rule.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { type Access, type Action, actions, canSee, type Resource } from '../../src/access/access.ts';
import { accessOf } from '../../src/access/accessOf.ts';
import { explainAccess } from '../../src/access/explainAccess.ts';
import type { Rule } from '../../src/access/policy.ts';
import type { Location, VaultKey } from '../../src/core/location.ts';
import { equal } from '../support/equal.ts';

const one = { accountId: '111122223333', region: 'us-east-1' };
const two = { accountId: '444455556666', region: 'us-east-1' };
const vault = (vaultName: string, where = one) => ({ ...where, vaultName });
const allowedBy = (access: Access, resource: Resource) => actions.filter((action) => access.allows(action, resource));

describe('the rules of any policy', () => {
  const part = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 3 });
  const account = fc.constantFrom('*', '111122223333', '444455556666', '1*');
  const region = fc.constantFrom('*', 'us-east-1', 'us-*');
  const resource = fc.oneof(
    fc.tuple(account, region).map((parts) => parts.join('/')),
    fc.tuple(account, region, part).map((parts) => parts.join('/')),
  );
  const allowing = fc.subarray([...actions]).map((some): Action[] => (some.length > 0 ? ['read', ...some] : []));
  const denying = fc.subarray([...actions], { minLength: 1 });
  const rule = fc.oneof(
    { weight: 4, arbitrary: fc.record({ resource, actions: allowing }) },
    { weight: 1, arbitrary: fc.record({ resource, actions: denying, effect: fc.constant('deny' as const) }) },
  );
  const rules = fc.array(rule, { maxLength: 6 });
  const names = ['a', 'b', 'aa', 'ab', 'ba', 'bb', 'aab', 'aba', 'bab', 'abab', 'zz', 'azz', 'zzb', 'zazbz'];
  const resources = [one, two].flatMap((where): (Location | VaultKey)[] => [
    where,
    ...names.map((name) => vault(name, where)),
  ]);

  test('an action is allowed only if a matching rule allows it and none denies it', () => {
    fc.assert(
      fc.property(rules, (generated) => {
        const compiled = generated.map((rule) => ({
          rule,
          parts: rule.resource.split('/').map((text) => new RegExp(`^${text.replaceAll('*', '.*')}$`)),
        }));
        const matching = (at: Location | VaultKey): Rule[] => {
          const names = [at.accountId, at.region, ...('vaultName' in at ? [at.vaultName] : [])];
          const doesMatch = (parts: RegExp[]) =>
            parts.length === names.length && parts.every((part, index) => part.test(names[index] ?? ''));
          return compiled.filter(({ parts }) => doesMatch(parts)).map(({ rule }) => rule);
        };
        const isDenial = ({ effect }: Rule) => effect === 'deny';
        const access = accessOf(generated);
        // One expect() for each policy, for its cost.
        const wrong = resources.flatMap((at) => {
          const found = matching(at);
          return allowedBy(access, at).filter(
            (action) =>
              !found.some((each) => !isDenial(each) && each.actions.includes(action)) ||
              found.some((each) => isDenial(each) && (each.actions.includes(action) || each.actions.includes('read'))),
          );
        });
        equal(wrong, []);
      }),
      { numRuns: 150 },
    );
  });

  test('their order and repetition change nothing, and equal permissions have an equal key', () => {
    fc.assert(
      fc.property(rules, (generated) => {
        const before = accessOf(generated);
        const after = accessOf([...generated, ...generated].reverse());
        equal(after.key, before.key);
        equal(
          resources.map((at) => allowedBy(after, at)),
          resources.map((at) => allowedBy(before, at)),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('an explanation is the decision of the gateway, and names rules that match', () => {
    fc.assert(
      fc.property(rules, (generated) => {
        const placed = generated.map((each, index) => ({ ...each, at: `[${index}]` }));
        const access = accessOf(generated);
        const wrong = resources.flatMap((at) =>
          actions.flatMap((action) => {
            const { isAllowed, reason, decidedBy, withoutEffect } = explainAccess(placed, action, at);
            const named = [...decidedBy, ...withoutEffect].map((each) => each.at);
            const others = placed.filter((each) => !decidedBy.includes(each));
            const faults = {
              'another decision': isAllowed !== access.allows(action, at),
              'no sentence': !reason.endsWith('.'),
              'a rule named twice': new Set(named).size < named.length,
              'allowed by a denial': isAllowed && decidedBy.some(({ effect }) => effect === 'deny'),
              // Without the rules that decide, something else is decided, or nothing.
              'the same without its rules':
                isAllowed && isDeepStrictEqual(explainAccess(others, action, at).decidedBy, decidedBy),
            };
            return Object.entries(faults).flatMap(([fault, isFound]) => (isFound ? [{ fault, action, at }] : []));
          }),
        );
        equal(wrong, []);
      }),
      { numRuns: 100 },
    );
  });

  test('a location is visible if anything in it may be read, and entirely only if all of it may', () => {
    fc.assert(
      fc.property(rules, (generated) => {
        const access = accessOf(generated);
        for (const where of [one, two]) {
          const readable = names.filter((name) => access.allows('read', vault(name, where)));
          const visible = access.vaultsIn(where);
          if (visible === 'none') equal(readable, []);
          if (visible === 'all') equal(readable, names);
          if (readable.length > 0 || access.allows('read', where)) equal(canSee(access, where), true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
