// Addresses of views: `#/jobs?phase=RUNNING`. The path and the parameters are in the fragment, so that the board also works below
// a path of a proxy, and the gateway never sees what somebody looks at. Pure.

export interface Route {
  /** Segments, decoded: ['jobs', 'eyJ...']. */
  path: readonly string[];
  parameters: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  return {
    path: path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decode),
    parameters: new URLSearchParams(query),
  };
}

/** Somebody may have typed it. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The address of a view, for links. */
export function addressOf(path: readonly string[], parameters: URLSearchParams = new URLSearchParams()): string {
  const query = parameters.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${query === '' ? '' : `?${query}`}`;
}
