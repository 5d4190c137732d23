// What may be asked, by whom and how much of it at once.
import * as z from 'zod/mini';
import { type Option, text, wholeNumber } from './option.ts';

const onOrOff = z.pipe(
  z.enum(['on', 'off']),
  z.transform((value) => value === 'on'),
);

/** As a browser writes it: nothing else would ever be equal to its header. */
const isOrigin = (value: string): boolean =>
  /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;

export const requestsOptions = {
  INTROSPECTION: {
    schema: onOrOff,
    allowed: 'on or off',
    help: 'Whether the schema may be asked for; where left out, only where the gateway listens on loopback.',
  },
  GRAPHIQL: {
    schema: onOrOff,
    allowed: 'on or off',
    help: 'Whether a browser is shown GraphiQL; where left out, only where the gateway listens on loopback, and never with PERSISTED_DOCUMENTS_FILE.',
  },
  CORS_ORIGINS: {
    schema: z.pipe(
      z.pipe(
        z.string(),
        z.transform((value) => value.split(',')),
      ),
      z.array(z.string().check(z.refine(isOrigin))),
    ),
    allowed: 'origins such as https://app.example, with commas between them',
    help: 'The origins whose pages may ask, subscribe and download besides its own; where left out, none.',
  },
  PERSISTED_DOCUMENTS_FILE: {
    schema: text(/./),
    allowed: 'the path of a JSON file',
    help: 'The only documents that are executed, as a JSON object from id to document; where left out, any is that keeps the limits.',
  },
  MAX_DEPTH: {
    schema: wholeNumber(1, 100),
    allowed: '1 to 100',
    fallback: '12',
    help: 'How deep the fields of a document may lie in each other; introspection has a bound of its own.',
  },
  MAX_ALIASES: {
    schema: wholeNumber(0, 1000),
    allowed: '0 to 1000',
    fallback: '60',
    help: 'How many fields of an operation may have an alias, those in fragments each time they are spread.',
  },
  MAX_TOKENS: {
    schema: wholeNumber(1, 20_000),
    allowed: '1 to 20000',
    fallback: '4000',
    help: 'How many words, numbers and signs a document may have.',
  },
  MAX_AWS_CALLS: {
    schema: wholeNumber(1, 1_000_000),
    allowed: '1 to 1000000',
    fallback: '2500',
    help: 'How many calls of AWS an operation may come to, as estimated before it runs.',
  },
  MAX_NODES: {
    schema: wholeNumber(1, 10_000_000),
    allowed: '1 to 10000000',
    fallback: '20000',
    help: 'How many nodes an operation may ask for, lists in lists multiplied.',
  },
} as const satisfies Record<string, Option>;
