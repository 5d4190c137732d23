// The names of GraphiQL's example operations, and which of them are subscriptions.
import { exampleOperations } from '../../src/http/endpoints/exampleOperations.ts';

export const nameOf = ({ query }: { query: string }) =>
  /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1] ?? '';

export const isSubscription = ({ query }: { query: string }) => /^subscription /m.test(query);

export const exampleNames = exampleOperations.map(nameOf);
