// The route that the address bar shows.
import { useStore } from '../core/store.ts';
import { addressOf, parseRoute, type Route } from './route.ts';

let shown: { hash: string; route: Route } | undefined;

const location = {
  /** The same object while the address is the same. */
  get: (): Route => {
    const { hash } = window.location;
    if (shown?.hash !== hash) shown = { hash, route: parseRoute(hash) };
    return shown.route;
  },
  subscribe: (listener: () => void) => {
    window.addEventListener('hashchange', listener);
    return () => window.removeEventListener('hashchange', listener);
  },
};

export const useRoute = (): Route => useStore(location);

/** Opens a view, as a link does. */
export const openRoute = (path: readonly string[], parameters?: URLSearchParams): void => {
  window.location.hash = addressOf(path, parameters);
};

/** Changes the parameters of the view without a new entry in the history: for filters. */
export function replaceParameters(parameters: URLSearchParams): void {
  history.replaceState(null, '', addressOf(location.get().path, parameters));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
