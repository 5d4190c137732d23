// The head of every page: the views, who is signed in, and whether the page is live.

import { useClient } from '../client/ClientContext.ts';
import { useQuery } from '../client/useQuery.ts';
import { useStore } from '../core/store.ts';
import { shortText } from '../core/visibleText.ts';
import { addressOf } from '../router/route.ts';
import type { View } from '../views/view.ts';
import { Connection } from './Connection.tsx';
import { ForeignText } from './ForeignText.tsx';
import { viewerOfPage } from './viewerOfPage.ts';

const none = {};

export function Header({ views, current }: { views: readonly View[]; current: string }) {
  const { session } = useClient();
  const isSignedIn = useStore(session.credentials).state === 'given';
  const signOut = () => session.signOut().finally(() => window.location.reload());
  const data = useQuery(viewerOfPage, none).answer?.data;
  return (
    <header class="header">
      <a class="brand" href={addressOf([])}>
        <img src="board.svg" alt="" width="22" height="22" /> glacier-graphql
      </a>
      <nav aria-label="Views">
        <ul>
          {views.map(
            ({ name, navigation }) =>
              navigation !== null && (
                <li key={name}>
                  <a href={addressOf([name])} {...(name === current ? { 'aria-current': 'page' as const } : {})}>
                    {navigation}
                  </a>
                </li>
              ),
          )}
        </ul>
      </nav>
      <div class="header-end">
        {data?.gateway.backend === 'LOCAL' && <span class="tag">Simulated data</span>}
        {data?.viewer.name && (
          <span class="hint">
            <ForeignText text={shortText(data.viewer.name)} />
          </span>
        )}
        {isSignedIn && (
          // A new page knows nothing of the old one: neither the key nor what it has read.
          <button type="button" class="button button-small" onClick={signOut}>
            Sign out
          </button>
        )}
        <Connection />
      </div>
    </header>
  );
}
