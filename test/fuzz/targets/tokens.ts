// JSON Web Tokens and API keys: well signed ones with odd claims, badly signed ones, and changed ones.
import { webcrypto } from 'node:crypto';
import { applyEdits, type Edit, mutateEdits } from '../edit.ts';
import { requestBytes } from '../httpRequest.ts';
import { type Json, mutateJson, mutateText } from '../mutate.ts';
import { sendBytes } from '../sendBytes.ts';
import { type FuzzedGateway, keys } from '../startFuzzedGateway.ts';
import type { Target } from '../target.ts';

export interface TokenInput {
  header: Json;
  payload: Json;
  /** Without the issuer's signature it is no credential. */
  signer: 'issuer' | 'another' | 'nobody';
  /** Changes of the whole token. */
  edits: Edit[];
  /** The header that it is sent in, and what precedes it there. */
  carrier: 'authorization' | 'x-api-key';
  prefix: string;
}

const header: Json = { alg: 'ES256', kid: 'fuzz', typ: 'JWT' };
const payload: Json = {
  iss: 'https://issuer.example',
  aud: 'glacier-graphql',
  sub: 'ann',
  groups: ['fuzzers'],
  iat: 1_700_000_000,
  exp: 4_102_444_800,
};
const words = [
  'iss',
  'aud',
  'sub',
  'groups',
  'exp',
  'nbf',
  'none',
  'HS256',
  'ES256',
  'jwk',
  'jku',
  'crit',
  'b64',
  'kid',
];

const valid: TokenInput = {
  header,
  payload,
  signer: 'issuer',
  edits: [],
  carrier: 'authorization',
  prefix: 'Bearer ',
};

const algorithm = { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' };
const another = webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);

const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');

async function signedToken({ header, payload, signer }: TokenInput, { tokenKey }: FuzzedGateway): Promise<string> {
  const content = `${part(header)}.${part(payload)}`;
  if (signer === 'nobody') return `${content}.`;
  const key = signer === 'issuer' ? tokenKey.privateKey : (await another).privateKey;
  const signature = await webcrypto.subtle.sign(algorithm, key, Buffer.from(content));
  return `${content}.${Buffer.from(signature).toString('base64url')}`;
}

/** What a decoder of base64 reads from the token. */
const decoded = (token: string): string =>
  token
    .trim()
    .split('.')
    .map((each) => Buffer.from(each, 'base64url').toString('hex'))
    .join('.');

export const tokens: Target<TokenInput> = {
  name: 'tokens',
  atOnce: 8,
  seeds: () => [
    valid,
    { ...valid, signer: 'another' },
    { ...valid, signer: 'nobody', header: { alg: 'none' } },
    { ...valid, carrier: 'x-api-key', prefix: '' },
    { ...valid, prefix: 'Basic ' },
  ],
  mutate: (random, input) => {
    const part = random.below(10);
    return {
      header: part < 3 ? mutateJson(random, input.header, words) : input.header,
      payload: part > 2 && part < 7 ? mutateJson(random, input.payload, words) : input.payload,
      signer: random.chance(0.8) ? input.signer : random.pick(['issuer', 'another', 'nobody']),
      edits: random.chance(0.3)
        ? mutateEdits(random, input.edits, ['.', '..', '=', `Bearer ${keys.fuzzer}`])
        : input.edits,
      carrier: random.chance(0.9) ? input.carrier : random.pick(['authorization', 'x-api-key']),
      prefix: random.chance(0.9) ? input.prefix : mutateText(random, input.prefix),
    };
  },
  send: async (input, gateway) => {
    const { url } = gateway;
    const token = await signedToken(input, gateway);
    const sent = applyEdits(token, input.edits);
    const request = requestBytes(url, {
      method: 'POST',
      target: '/graphql',
      headers: { 'content-type': 'application/json', [input.carrier]: input.prefix + sent },
      body: '{"query":"{ viewer { name } }"}',
    });
    const answer = await sendBytes(url, [request], { ends: false });
    const isForged = input.signer !== 'issuer' || decoded(sent) !== decoded(token);
    // Known here only: the judge does not sign again.
    const isAccepted = isForged && answer.text.includes('"viewer":{');
    return isAccepted ? { ...answer, text: `${forged}${answer.text}` } : answer;
  },
  judge: (_, { text }) => (text.startsWith(forged) ? 'a forged token is accepted' : null),
};

const forged = 'forged and accepted: ';
