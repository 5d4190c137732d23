// Options: which documents are executed, and which web pages may send them.
import { filePath, listOf, onOrOff, optionGroup, wholeNumber } from './option.ts';

/** As a browser writes it. Any other spelling would never equal the header Origin. */
const isOrigin = (value: string): boolean =>
  /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;

export const requestsOptions = optionGroup('Documents and browsers', {
  INTROSPECTION: {
    ...onOrOff,
    ifOmitted: 'on if HOST is loopback',
    help: 'Whether clients may query the schema.',
  },
  GRAPHIQL: {
    ...onOrOff,
    ifOmitted: 'on if HOST is loopback and PERSISTED_DOCUMENTS_FILE is not set',
    help: 'Whether browsers receive GraphiQL.',
  },
  BOARD: {
    ...onOrOff,
    ifOmitted: 'on if HOST is loopback and PERSISTED_DOCUMENTS_FILE is not set',
    help: 'Whether browsers receive the jobs board at /.',
  },
  CORS_ORIGINS: {
    ...listOf(isOrigin, 'origins such as https://app.example'),
    ifOmitted: "only the gateway's own origin",
    help: 'CORS: other origins whose pages may send requests, subscribe and download.',
  },
  CORS_HEADERS: {
    ...listOf(/^[a-z0-9!#$%&'*+.^_`|~-]+$/i, 'header names'),
    ifOmitted: 'the headers of known clients and tracing libraries',
    help: 'CORS: further request headers that pages of CORS_ORIGINS may send.',
  },
  COMPRESSION: {
    ...onOrOff,
    fallback: 'on',
    reason: 'JSON takes about a tenth of its size, also without a proxy',
    help: 'Whether JSON responses above 1 KB are compressed by br or gzip for clients that accept it. Turn it off behind a proxy that compresses.',
  },
  PERSISTED_DOCUMENTS_FILE: {
    ...filePath,
    ifOmitted: 'every document within the limits is executed',
    help: 'Persisted documents: the only ones that are executed. A JSON object from id to document, or a manifest of Apollo.',
  },
  MAX_DEPTH: {
    ...wholeNumber(1, 100, 'levels'),
    fallback: '12',
    reason: 'the deepest document in the docs has 8 levels',
    help: 'Greatest depth of nested fields in a document. Introspection has a limit of its own.',
  },
  MAX_ALIASES: {
    ...wholeNumber(0, 1000, 'aliases'),
    fallback: '60',
    reason: 'each alias can repeat a costly field, and a document in the docs has at most 3',
    help: 'Most aliased fields in an operation. A fragment counts each time it is spread.',
  },
  MAX_TOKENS: {
    ...wholeNumber(1, 20_000, 'tokens'),
    fallback: '4000',
    reason: 'the introspection query has fewer than 200',
    help: 'Most lexical tokens in a document.',
  },
  MAX_BODY_BYTES: {
    ...wholeNumber(65_536, 268_435_456, 'bytes'),
    fallback: '1048576',
    reason: '1 MiB: createBatchJob with 10,000 keys of 80 bytes',
    help: 'Largest request body, and largest WebSocket message. 10,000 keys of 1,024 bytes need 16777216, and twice as much in MAX_CONNECTION_BYTES.',
  },
  MAX_AWS_CALLS: {
    ...wholeNumber(1, 1_000_000, 'calls'),
    fallback: '2500',
    reason: '2.5 seconds of calls at AWS_GLACIER_RATE',
    help: 'Most AWS calls that an operation may need, as estimated before it is executed. It also limits the pages that all lists of the operation read together, and the calls of all events of a subscription in a minute.',
  },
  MAX_NODES: {
    ...wholeNumber(1, 10_000_000, 'nodes'),
    fallback: '20000',
    reason: '20 full pages of 1000 nodes',
    help: 'Most nodes that an operation may request. The sizes of nested lists are multiplied. Also the most nodes of lists in all events of a subscription in a minute.',
  },
});
