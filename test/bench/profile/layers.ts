// The layers of the gateway, by the place of the code. First match wins.

const layers: readonly (readonly [layer: string, path: RegExp])[] = [
  ['AWS SDK: serialise, sign, deserialise', /node_modules\/(?:@aws-sdk|@smithy|@aws-crypto|@aws|fast-xml)/],
  ['lean transport', /src\/aws\/transport\/|connectionPool\.cjs$/],
  ['limiter, coalescing, session', /src\/aws\/(?:client|limiter)\/|node_modules\/p-limit/],
  ['loaders and caches', /src\/(?:loaders|aws|storage)\/|node_modules\/(?:dataloader|lru-cache)/],
  ['job index', /src\/jobIndex\//],
  ['inventory', /src\/outputs\//],
  ['executor', /node_modules\/(?:graphql|@graphql-tools\/executor)\/|src\/execution\//],
  ['scalars', /node_modules\/graphql-scalars/],
  ['yoga, envelop, WHATWG', /node_modules\/(?:graphql-yoga|@graphql-yoga|@envelop|@whatwg-node|@graphql-tools)/],
  ['Pothos', /node_modules\/@pothos/],
  ['resolvers: IDs, cursors', /src\/schema\//],
  ['own HTTP', /src\/http\//],
  ['turns and limits', /src\/limits\//],
  ['other code of the gateway', /src\//],
  ['other packages', /node_modules\//],
];

export const names = {
  write: { aws: 'write to AWS', response: 'write of the response' },
  client: 'HTTP client and crypto of node',
  server: 'HTTP server and streams of node',
  context: 'AsyncLocalStorage, AbortSignal',
  garbage: 'garbage collection',
  engine: 'engine',
} as const;

export const layerOf = (path: string): string =>
  layers.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other packages';

/** Layers whose node internals are the HTTP client. */
export const callsAws = new Set<string>(layers.slice(0, 3).map(([layer]) => layer));

export const contextModules = /^node:internal\/(?:async_|abort_controller|event_target|util\/weak)|^node:async_hooks/;

/** The system calls of a socket. */
export const writes = new Set(['writev', 'writeBuffer', 'writeUtf8String', 'writeLatin1String', 'writeAsciiString']);
