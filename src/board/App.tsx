// The page: its head, and the view that the address names. Asks for credentials first where the gateway needs them.
import { ClientContext } from './client/ClientContext.ts';
import type { Client } from './client/createClient.ts';
import { Header } from './components/Header.tsx';
import { Page } from './components/Page.tsx';
import { type OfferedProvider, SignIn } from './components/SignIn.tsx';
import { useStore } from './core/store.ts';
import { addressOf } from './router/route.ts';
import { useRoute } from './router/useRoute.ts';
import { views } from './views/views.ts';

export function App({ client, provider }: { client: Client; provider: OfferedProvider }) {
  const credentials = useStore(client.session.credentials);
  return (
    <ClientContext.Provider value={client}>
      {credentials.state === 'opening' ? (
        <main class="main">
          <p role="status">Signing in …</p>
        </main>
      ) : credentials.state === 'needed' ? (
        <main class="main">
          <SignIn provider={provider} problem={credentials.problem} />
        </main>
      ) : (
        <Shell />
      )}
    </ClientContext.Provider>
  );
}

function Shell() {
  const { path, parameters } = useRoute();
  const [name = views[0].name, ...rest] = path;
  const view = views.find((each) => each.name === name);
  return (
    <>
      <button type="button" class="skip-link" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <Header views={views} current={name} />
      <main class="main" id="main" tabIndex={-1}>
        {view ? (
          // Each address of a view without parameters is a page of its own.
          <view.component key={path.join('/')} path={rest} parameters={parameters} />
        ) : (
          <Page title="No such page">
            <p>
              The board has no page with this address. <a href={addressOf([])}>Show the jobs</a>
            </p>
          </Page>
        )}
      </main>
    </>
  );
}
