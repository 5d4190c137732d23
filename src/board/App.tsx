// The page: its head, and the view that the address names. Asks for a key first where the gateway needs one.
import { ClientContext } from './client/ClientContext.ts';
import type { Client } from './client/createClient.ts';
import { Header } from './components/Header.tsx';
import { Page } from './components/Page.tsx';
import { SignIn } from './components/SignIn.tsx';
import { useStore } from './core/store.ts';
import { addressOf } from './router/route.ts';
import { useRoute } from './router/useRoute.ts';
import { views } from './views/views.ts';

export function App({ client }: { client: Client }) {
  const { state } = useStore(client.credentials);
  return (
    <ClientContext.Provider value={client}>
      {state === 'needed' || state === 'refused' ? (
        <main class="main">
          <SignIn isRefused={state === 'refused'} />
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
