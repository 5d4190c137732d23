// The GraphQL client: queries and mutations by fetch, subscriptions as server-sent events over POST. Views use it through the hooks
// useQuery and useMutation, and by `subscribe`.
// https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md (distinct connections mode)
import type { Store } from '../core/store.ts';
import type { Operation } from '../gql/graphql.ts';
import { textOf } from '../gql/graphql.ts';
import type { Session } from '../signIn/createSession.ts';
import { type Connection, createReconnector } from './createReconnector.ts';
import { readEventStream } from './eventStream.ts';
import { ConnectionFailure, GraphqlFailure, hasData, type ReportedError } from './failures.ts';

/** AWS calls that a response took. */
export interface AwsUsage {
  calls: number;
  byOperation: Record<string, number>;
  cached: number;
  coalesced: number;
}

export interface Answer<Data> {
  data: Data;
  /** Of fields that failed; they are null in the data. */
  errors: readonly ReportedError[];
  /** Null if the gateway did not report it. */
  aws: AwsUsage | null;
}

export interface Subscriber<Data> {
  onEvent(data: Data, errors: readonly ReportedError[]): void;
  /** The connection is there again. The events that follow are those that were missed, or the whole current state. */
  onReconnect?(): void;
  /** The operation was refused and is not tried again. */
  onRefused(failure: GraphqlFailure): void;
  /** Whether a completed stream has come to its end. A gateway that shuts down completes its streams too; those are resumed. */
  isOver?(): boolean;
}

export interface Client {
  request<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<Answer<Data>>;
  /** Follows a subscription, also over failures of the connection, until the returned function is called. */
  subscribe<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    subscriber: Subscriber<Data>,
  ): () => void;
  readonly session: Session;
  readonly connection: Pick<Store<Connection>, 'get' | 'subscribe'>;
  /** Connects interrupted subscriptions without waiting any longer. */
  reconnect(): void;
}

interface Result<Data> {
  data?: Data | null;
  errors?: readonly ReportedError[];
  extensions?: { aws?: AwsUsage };
}

/** A response, and the key that its request was sent with. */
interface Sent {
  response: Response;
  key: string | null;
}

const accepted = { result: 'application/graphql-response+json, application/json', events: 'text/event-stream' };

export function createClient(url: string, session: Session): Client {
  const reconnector = createReconnector();

  const send = async (
    operation: object,
    variables: unknown,
    headers: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<Sent> => {
    const key = await session.currentKey();
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...headers,
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ query: textOf(operation), variables }),
      ...(signal ? { signal } : {}),
    }).catch((error) => {
      throw signal?.aborted ? error : new ConnectionFailure('The gateway cannot be reached.');
    });
    return { response, key };
  };

  /** Throws unless the result has data. */
  const checked = <Data>({ data, errors = [], extensions }: Result<Data>, key: string | null): Answer<Data> => {
    if (data && hasData(data, errors)) return { data, errors, aws: extensions?.aws ?? null };
    const failure = new GraphqlFailure(errors);
    if (!failure.isUnauthenticated) throw failure;
    session.refuse(key);
    // Others were entered or renewed while the request was on its way.
    if (session.credentials.get().state !== 'given') throw failure;
    throw new ConnectionFailure('The credentials were replaced meanwhile. Try again.');
  };

  const readResult = async <Data>({ response, key }: Sent): Promise<Answer<Data>> => {
    const result: Result<Data> | null = await response.json().catch(() => null);
    if (result === null || typeof result !== 'object' || !('data' in result || 'errors' in result)) {
      throw new ConnectionFailure(`The gateway cannot be reached: a server answered with status ${response.status}.`);
    }
    return checked(result, key);
  };

  const isStream = ({ headers }: Response): boolean =>
    headers.get('content-type')?.startsWith(accepted.events) === true;

  return {
    session,
    connection: reconnector.connection,
    reconnect: reconnector.retryAll,
    request: async (operation, variables, signal) =>
      readResult(await send(operation, variables, { accept: accepted.result }, signal)),
    subscribe: <Data, Variables>(
      operation: Operation<Data, Variables>,
      variables: Variables,
      subscriber: Subscriber<Data>,
    ) =>
      // Without Last-Event-ID: a stream that resumes ends its missed events as an empty list ends its state.
      reconnector.keep(async ({ signal, isFirst, onAlive, onEvent }) => {
        for (let isResumed = !isFirst; ; isResumed = true) {
          const sent = await send(operation, variables, { accept: accepted.events }, signal);
          const { response, key } = sent;
          if (!isStream(response)) {
            await readResult(sent);
            throw new ConnectionFailure('The gateway answered without a stream of events.');
          }
          onAlive();
          if (isResumed) subscriber.onReconnect?.();
          await readEventStream(response, onAlive, ({ event, data }) => {
            if (event !== 'next') return;
            const answer = checked<Data>(JSON.parse(data), key);
            onEvent();
            subscriber.onEvent(answer.data, answer.errors);
          });
          if (subscriber.isOver?.()) return;
          // The gateway ends a stream with its token. It goes on at once with the token that was renewed meanwhile.
          if (key === session.credentials.get().key) throw new ConnectionFailure('The stream of events has ended.');
        }
      }, subscriber.onRefused),
  };
}
