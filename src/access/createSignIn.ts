// How users of the jobs board sign in with the token issuer. Its discovery document is read when a page is first requested, and read
// again now and then. While the issuer cannot be reached, the last document counts.
import type { Clock } from '../core/clock.ts';
import { createOutageLog, type OutageLogger } from '../core/createOutageLog.ts';
import type { Provider } from './parseProvider.ts';

/** The client of the token issuer that the board is. It is public: it has no secret. */
export interface SignInClient {
  clientId: string;
  scopes: readonly string[];
  /** Further parameters of the authorization request. */
  parameters: Readonly<Record<string, string>>;
}

/** What the page receives. */
export interface SignInSettings extends SignInClient {
  provider: Provider;
}

export interface SignIn {
  /** Null if the discovery document was never read. The same object while the document is the same. */
  settings(): Promise<SignInSettings | null>;
}

/** In milliseconds: the age after which a document is read again in the background. Endpoints rarely change. */
const refreshAfter = 600_000;
/** The minimum time between two downloads, in milliseconds: anybody can request the page. */
const minInterval = 5_000;

/** `clock` is monotonic. */
export function createSignIn(
  client: SignInClient,
  fetchProvider: () => Promise<Provider>,
  clock: Pick<Clock, 'now'>,
  log: OutageLogger,
): SignIn {
  const outage = createOutageLog(
    log,
    {
      failed: 'the discovery document of the token issuer cannot be read',
      recovered: 'the discovery document of the token issuer is readable again',
    },
    clock,
  );
  let known: SignInSettings | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const read = (): Promise<void> => {
    triedAt = clock.now();
    reading ??= fetchProvider()
      .then(
        (provider) => {
          readAt = triedAt;
          if (JSON.stringify(provider) !== JSON.stringify(known?.provider)) known = { ...client, provider };
          outage.recovered();
        },
        (error: unknown) => outage.failed({ err: error }),
      )
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const mayRead = () => clock.now() - triedAt >= minInterval;

  return {
    settings: async () => {
      if (known === null && (reading || mayRead())) await (reading ?? read());
      else if (clock.now() - readAt >= refreshAfter && mayRead()) void read();
      return known;
    },
  };
}
