// Who a token is about: a shared placeholder is nobody, and the same subject of another issuer is another caller.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityOf, tokenCallerId } from '../../src/access/caller.ts';
import type { VerifiedToken } from '../../src/access/createTokens.ts';
import { subjectOf } from '../../src/access/subjectOf.ts';
import { sourceIdentity } from '../../src/aws/client/sourceIdentity.ts';
import { type Issuer, makeKey, type SigningKey, sign, startIssuer, tokensOf } from './startIssuer.ts';

const oid = '11111111-2222-3333-4444-555555555555';

describe('the subject of a token', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['sub', { sub: 'ann' }, 'ann'],
    ['oid', { sub: 'Not supported currently. Use oid claim.', oid }, oid],
    ['https://archive.example/uid', { 'https://archive.example/uid': 'ann' }, 'ann'],
    ['user.id', { user: { id: 'ann' } }, 'ann'],
    // Names that only resemble placeholders.
    ['sub', { sub: 'nonesuch' }, 'nonesuch'],
    ['sub', { sub: 'unknown@archive.example' }, 'unknown@archive.example'],
    ['sub', { sub: '0' }, '0'],
    ['sub', { sub: 'a'.repeat(256) }, 'a'.repeat(256)],
  ])('is the claim %s', (claim, claims, subject) => {
    expect(subjectOf(claims, claim)).toEqual({ subject });
  });

  test.each([
    'Not supported currently. Use oid claim.',
    'not supported',
    'undefined',
    'null',
    'None',
    'N/A',
    'unknown',
    ' Anonymous ',
    '[object Object]',
    '00000000-0000-0000-0000-000000000000',
  ])('is refused if it is the placeholder %j', (sub) => {
    expect(subjectOf({ sub }, 'sub')).toEqual({
      fault: expect.stringMatching(/^sub is ".*", which names nobody; JWT_/),
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['empty', { sub: '' }],
    ['blank', { sub: ' \t' }],
    ['half of a surrogate pair', { sub: 'ann\ud800' }],
    ['a number', { sub: 7 }],
    ['null', { sub: null }],
    ['a list', { sub: ['ann'] }],
    ['an object', { sub: { id: 'ann' } }],
    ['too long', { sub: 'a'.repeat(257) }],
  ])('is refused if it is %s', (_, claims) => {
    expect(subjectOf(claims, 'sub')).toEqual({ fault: 'sub is not a string of 1 to 256 characters' });
  });

  test('is refused if it is missing, and the reason names the option', () => {
    expect(subjectOf({ client_id: 'a' }, 'sub')).toEqual({
      fault: 'the token has no sub; JWT_SUBJECT_CLAIM can name another claim',
    });
    expect(subjectOf({ sub: 'ann' }, 'oid')).toMatchObject({ fault: expect.stringMatching(/^the token has no oid;/) });
  });
});

describe('the same subject of several issuers', () => {
  let key: SigningKey;
  let upstream: Issuer;
  beforeAll(async () => {
    key = await makeKey('shared');
    upstream = await startIssuer(key);
  });
  afterAll(() => upstream?.[Symbol.asyncDispose]());

  const verify = async (issuers: string[], iss: string): Promise<VerifiedToken> =>
    tokensOf(upstream.url, { rules: { issuers } }).verify(await sign(key, { iss }));
  const idOf = ({ subject, issuer }: VerifiedToken) => tokenCallerId(subject, issuer);

  test('is a caller of each issuer', async () => {
    const issuers = ['https://a.example/v1', 'https://a.example/v2'];
    const ids = await Promise.all(issuers.map(async (iss) => idOf(await verify(issuers, iss))));
    expect(ids).toEqual(['jwt@https://a.example/v1#ann', 'jwt@https://a.example/v2#ann']);
    for (const id of ids) expect(identityOf({ id })).toEqual({ kind: 'TOKEN', name: 'ann' });
  });

  test('does not name the only issuer', async () => {
    expect(idOf(await verify(['https://a.example'], 'https://a.example'))).toBe('jwt:ann');
  });

  test('never meets the subject of another issuer, whatever both contain', () => {
    const pairs: [string, string | null][] = [
      ['c', 'a#b'],
      ['b#c', 'a'],
      ['c', 'a%23b'],
      ['a#c', null],
      ['c', 'a'],
      ['c', null],
    ];
    expect(new Set(pairs.map(([subject, issuer]) => tokenCallerId(subject, issuer))).size).toBe(6);
    for (const [subject, issuer] of pairs) {
      expect(identityOf({ id: tokenCallerId(subject, issuer) }).name).toBe(subject);
    }
  });

  test('is readable and unique in CloudTrail', () => {
    const long = `https://login.example/${'x'.repeat(80)}`;
    const names = [sourceIdentity(`jwt@${long}1#ann`), sourceIdentity(`jwt@${long}2#ann`), sourceIdentity('jwt:ann')];
    expect(names).toEqual([
      expect.stringMatching(/^jwt=ann,[0-9a-f]{16}$/),
      expect.stringMatching(/^jwt=ann,[0-9a-f]{16}$/),
      'jwt=ann',
    ]);
    expect(new Set(names).size).toBe(3);
  });
});
