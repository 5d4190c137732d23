// Responses of AWS in JSON, XML and CSV that were changed on the way: members, types, lengths, statuses and headers.

import { documentOf, everyMutation } from '../../support/everyMutation.ts';
import { queryCorpus } from '../../support/queryCorpus.ts';
import type { HopAnswer, HopRequest } from '../../support/startHop.ts';
import { requestBytes } from '../httpRequest.ts';
import { type Json, mutateJson, mutateText } from '../mutate.ts';
import { Random } from '../random.ts';
import { sendBytes } from '../sendBytes.ts';
import { keys } from '../startFuzzedGateway.ts';
import type { Target } from '../target.ts';

interface Replaced extends HopAnswer {
  /** Method and path of the call. */
  call: string;
}

export interface AwsInput {
  query: string;
  variables: { [name: string]: Json };
  /** What changes the responses. */
  draw: string;
  /** The changed responses of the first time; sent again, they are used as they are. */
  replaced: Replaced[] | null;
}

const words = [
  'null',
  'true',
  '2026-01-01T00:00:00Z',
  '0',
  '-1',
  '<member/>',
  '<Jobs/>',
  '</Jobs>',
  '&#0;',
  '<![CDATA[',
  'InProgress',
];
const types = ['application/json', 'application/xml', 'text/csv', 'text/html', 'application/octet-stream', ''];
const headerNames = [
  'content-type',
  'x-amz-sha256-tree-hash',
  'content-range',
  'x-amzn-requestid',
  'x-amzn-errortype',
  'location',
  'x-amz-job-id',
  'retry-after',
];

const asInput = (query: string, variables: AwsInput['variables'] = {}): AwsInput => ({
  query,
  variables,
  draw: '',
  replaced: null,
});

const outputs = `{ jobs(first: 60, filter: { kinds: [INVENTORY_RETRIEVAL], outcomes: [SUCCEEDED] }) { nodes {
  ... on InventoryRetrievalJob { id output { fileName } skippedRecords { count }
    inventory { inventoryDate archives(first: 5) { nodes { archiveId name creationDate sizeInBytes } } } } } } }`;

export const awsResponses: Target<AwsInput> = {
  name: 'awsResponses',
  // The hop does not know which input a call is made for.
  atOnce: 1,
  seeds: ({ values }) => [
    ...queryCorpus.filter(({ variables }) => !variables).map(({ query }) => asInput(query)),
    ...everyMutation.map((call) => asInput(documentOf(call), { input: call.input as { [name: string]: Json } })),
    asInput(outputs),
    asInput('query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Job { phase outcome } } }', {
      ids: (values['id'] ?? []).slice(0, 20),
    }),
  ],
  mutate: (random, { query, variables }) => ({ query, variables, draw: `${random.below(2 ** 32)}`, replaced: null }),
  send: async (input, gateway) => {
    const { url } = gateway;
    const random = new Random(input.draw);
    const changed: Replaced[] = [];
    const remaining = [...(input.replaced ?? [])];
    gateway.changeResponses((answer, { method, path }: HopRequest) => {
      const call = `${method} ${path}`;
      if (input.replaced) {
        const at = remaining.findIndex((each) => each.call === call);
        return at < 0 ? undefined : remaining.splice(at, 1)[0];
      }
      // Most responses stay: repeated failures open the circuit breaker, and nothing more is called.
      if (input.draw === '' || changed.length > 2 || !random.chance(0.4)) return undefined;
      const replaced = { call, ...changedAnswer(random, answer) };
      changed.push(replaced);
      return replaced;
    });
    const request = requestBytes(url, {
      method: 'POST',
      target: '/graphql',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${keys.fuzzer}` },
      body: JSON.stringify({ query: input.query, variables: input.variables }),
    });
    const answer = await sendBytes(url, [request], { ends: false });
    gateway.changeResponses(null);
    input.replaced ??= changed;
    return answer;
  },
};

function changedAnswer(random: Random, { status, headers, body }: HopAnswer): HopAnswer {
  switch (random.below(8)) {
    case 0:
      return { status: random.pick([200, 201, 202, 204, 400, 403, 404, 409, 429, 500, 503]), headers, body };
    case 1: {
      const name = random.pick(headerNames);
      const value = name === 'content-type' ? random.pick(types) : mutateText(random, headers[name] ?? '1');
      return { status, headers: { ...headers, [name]: value.replace(/[^\x20-\x7e]/g, '') }, body };
    }
    case 2:
      return { status, headers, body: body.slice(0, random.below(body.length + 1)) };
    case 3:
      return { status, headers, body: mutateText(random, body, words) };
    default:
      return { status, headers, body: changedBody(random, body) };
  }
}

function changedBody(random: Random, body: string): string {
  if (/^\s*[[{]/.test(body)) {
    try {
      return JSON.stringify(mutateJson(random, JSON.parse(body), words));
    } catch {
      return mutateText(random, body, words);
    }
  }
  if (!body.startsWith('<')) return changedCell(random, body);
  // The content of an element, or the element.
  const elements = [...body.matchAll(/<(\w+)>([^<]*)<\/\1>/g)];
  if (elements.length === 0) return mutateText(random, body, words);
  const { 0: whole, 1: name = '', 2: content = '', index } = random.pick(elements);
  const replacement = random.pick([
    () => '',
    () => `<${name}/>`,
    () => whole + whole,
    () => `<${name}>${mutateText(random, content).replace(/[<&]/g, '')}</${name}>`,
    () => `<${name}><member>${content}</member></${name}>`,
    () => `<${name}x>${content}</${name}x>`,
  ])();
  return body.slice(0, index) + replacement + body.slice(index + whole.length);
}

/** CSV: a cell, or the end of a line. */
function changedCell(random: Random, body: string): string {
  const separators = [...body.matchAll(/[,\n]/g)];
  if (separators.length === 0) return mutateText(random, body, words);
  const { index } = random.pick(separators);
  const insert = random.pick(['"', '""', ',', '\n', '\r\n', '\\"', '', '"a,b"', 'x'.repeat(3_000)]);
  return body.slice(0, index) + insert + body.slice(index + random.below(2));
}
