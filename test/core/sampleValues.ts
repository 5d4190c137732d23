// Values as caches keep them, by kind. Each call makes a value of its own.
import { parse } from 'graphql';

/** A text of its own in memory, as it comes from a parser: not made of parts of others. */
const text = (value: string): string => Buffer.from(value).toString();

const job = (index: number) => ({
  kind: 'GlacierJob',
  accountId: text('111122223333'),
  vaultName: text(`vault-${index}`),
  jobId: text(`job-${index}`.padEnd(92, 'x')),
  jobDescription: text(`restore ${index} `.repeat(8)),
  creationDate: new Date(index),
  completionDate: new Date(index + 0.5),
  completed: index % 2 === 0,
  archiveSizeInBytes: index * 1e12 + 1,
  archiveId: text(`archive-${index}`.padEnd(138, 'y')),
  retrievalByteRange: { start: 0, end: index * 1e10 + 7 },
  tags: [{ key: text(`key ${index}`), value: text(`value ${index}`) }],
  snsTopic: null,
});

const many = (part: string) => part.repeat(400);
const tree = (source: string) => () => parse(text(source));

export const sampleValues: Readonly<Record<string, (index: number) => unknown>> = {
  'syntax trees of fields of two characters': tree(`{${many(' id')}}`),
  'syntax trees of nested fields': tree(`{${many(' a{b}')}}`),
  'syntax trees of lists in a list': tree(`{a(b:[${many('[1]')}])}`),
  'syntax trees of objects in a list': tree(`{a(b:[${many('{}')}])}`),
  'syntax trees of directives': tree(`{a${many('@a')}}`),
  'syntax trees of arguments': tree(`{a(${many('a:$a ')})}`),
  'syntax trees of a query of a client': tree(
    'query Jobs($first: Int) { jobs(first: $first) { nodes { id phase vault { name } } pageInfo { endCursor } } }',
  ),
  jobs: job,
  'texts outside of Latin-1': (index) => text(`архив ${index} `.repeat(20)),
  'lists of jobs': (index) => [job(index), job(index + 1), job(index + 2)],
  sets: (index) => new Set(Array.from({ length: 20 }, (_, item) => text(`${index} ${item}`))),
  maps: (index) => new Map(Array.from({ length: 20 }, (_, item) => [text(`${index} ${item}`), { item }])),
};
