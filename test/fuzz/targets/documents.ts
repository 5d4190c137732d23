// GraphQL documents and variables, by POST, GET and as an event stream.

import { documentOf, everyMutation } from '../../support/everyMutation.ts';
import { queryCorpus } from '../../support/queryCorpus.ts';
import { generateDocument, words } from '../generateDocument.ts';
import { type Json, mutateJson, mutateText } from '../mutate.ts';
import { sendBytes } from '../sendBytes.ts';
import { keys } from '../startFuzzedGateway.ts';
import type { Target } from '../target.ts';

export interface DocumentInput {
  method: 'POST' | 'GET';
  accept: string;
  /** The body of a POST. With GET, its members are parameters. */
  body: Json;
}

const accepts = [
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  '*/*',
  'multipart/mixed',
  'text/event-stream;q=0.1, application/json;q=0',
];

const asInput = (body: Json): DocumentInput => ({ method: 'POST', accept: accepts[0] ?? '', body });

export const documents: Target<DocumentInput> = {
  name: 'documents',
  atOnce: 8,
  seeds: ({ values }) => [
    ...queryCorpus.filter(({ variables }) => !variables).map(({ query }) => asInput({ query })),
    ...everyMutation.map((call) =>
      asInput({ query: documentOf(call), variables: { input: call.input as { [name: string]: Json } } }),
    ),
    asInput({
      query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Job { phase } } }',
      variables: { ids: (values['id'] ?? []).slice(0, 10) },
    }),
    asInput({
      query: 'query A { viewer { name } } query B { gateway { version } }',
      operationName: 'B',
      extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } },
    }),
  ],
  mutate: (random, input, world) => {
    const method = random.chance(0.9) ? 'POST' : 'GET';
    const accept = random.chance(0.8) ? input.accept : random.pick(accepts);
    if (random.chance(0.5)) {
      const { query, variables } = generateDocument(random, world);
      const isStream = query.startsWith('subscription');
      const body = { query: random.chance(0.8) ? query : mutateText(random, query, words), variables };
      return { method, accept: isStream && random.chance(0.9) ? 'text/event-stream' : accept, body };
    }
    const { body } = input;
    if (typeof body !== 'object' || body === null || Array.isArray(body) || random.chance(0.5))
      return { method, accept, body: mutateJson(random, body, words) };
    return { method, accept, body: { ...body, query: mutateText(random, String(body['query']), words) } };
  },
  send: ({ method, accept, body }, { url }) => {
    const isPost = method === 'POST';
    const content = isPost ? JSON.stringify(body) : '';
    const parameters = isPost ? '' : `?${parametersOf(body)}`;
    const head = [
      `${method} /graphql${parameters} HTTP/1.1`,
      `host: ${new URL(url).host}`,
      `authorization: Bearer ${keys.fuzzer}`,
      `accept: ${accept}`,
      'connection: close',
      ...(isPost ? ['content-type: application/json', `content-length: ${Buffer.byteLength(content)}`] : []),
    ];
    const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${content}`).toString('latin1');
    // A stream goes on. Its first event is what the document changes.
    const until = (received: string) => received.includes('event: next\n');
    return sendBytes(url, [bytes], { until, silence: 300, ends: false });
  },
};

function parametersOf(body: Json): string {
  const members = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  // Lone surrogates cannot be percent-encoded.
  return new URLSearchParams(
    members.map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  ).toString();
}
