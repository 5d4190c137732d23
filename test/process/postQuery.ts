// One request of a client to a gateway in a process of its own.
import { expect } from 'vitest';
import type { Data } from '../support/startGateway.ts';

interface More {
  variables?: object;
  headers?: Record<string, string>;
}

/** The whole response. */
export async function postQuery(url: string, query: string, { headers, ...more }: More = {}): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, ...more }),
  });
  return response.json();
}

/** The data alone; there are no errors. */
export async function dataOf(url: string, query: string, variables?: object): Promise<Data> {
  const { data, errors } = await postQuery(url, query, variables && { variables });
  expect(errors).toBeUndefined();
  return data;
}
