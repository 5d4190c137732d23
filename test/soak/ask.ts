// One request of a soak's client. It fails as a client's does: refused, cut, late, or answered with an error.

// biome-ignore lint/suspicious/noExplicitAny: what a query answers is the load's business
type Answer = any;

export async function ask(url: string, query: string, variables: object = {}): Promise<Answer> {
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
