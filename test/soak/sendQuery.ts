// One request of a client of the soak test. It fails as a client's request does: refused, cut, late, or with an error.

// biome-ignore lint/suspicious/noExplicitAny: what a query answers is the load's business
type Answer = any;

export async function sendQuery(url: string, query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(20_000),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].extensions?.code ?? errors[0].message);
  return data;
}
