// The jobs board: the page that the gateway serves at `/`. It talks to /graphql alone, as any frontend would.
//
//   views/       one folder for each view; views.ts lists them with their addresses
//   components/  what views are made of: Page, Grid, Facts, Dialog, Field, Notice, ShowGraphql, ...
//   client/      the GraphQL client and its hooks: useQuery, useMutation
//   signIn/      API keys, and tokens of the identity provider. The only folder that talks to another server
//   gql/         `graphql`: operations with the types of their results; `npm run check:board` checks them against the schema
//   router/      addresses: `#/jobs?phase=RUNNING`
//   core/        time, stores, and how values are written. The only folder that reads the clock
//   styles/      one style sheet for each concern; no style is inline, because the content security policy allows none
//
// A new view: a component in views/<name>/, an entry in views.ts, its operations beside it with `graphql`, and the link
// `<ShowGraphql>` with what it sends.
import { render } from 'preact';
import { App } from './App.tsx';
import { createClient } from './client/createClient.ts';
import { contentOf } from './core/contentOf.ts';
import { createIdentityProvider } from './signIn/createIdentityProvider.ts';
import { createSession } from './signIn/createSession.ts';
import { finishSignIn } from './signIn/finishSignIn.ts';
import { parseSettings } from './signIn/signInSettings.ts';
import './styles/board.css';

const settings = parseSettings(contentOf('sign-in'));
const provider = settings === null || settings === 'unavailable' ? settings : createIdentityProvider(settings);
const isReachable = provider !== null && provider !== 'unavailable';
const session = createSession(isReachable ? provider : null);
// Before anything is rendered, because the address changes.
if (isReachable) void finishSignIn(provider, session);
const container = document.getElementById('board');
if (container) render(<App client={createClient('graphql', session)} provider={provider} />, container);
