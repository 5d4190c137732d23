// Names of all keys in Redis. The number goes up when a stored shape changes, so that two versions of the gateway on one
// Redis do not read each other's values.
const prefix = 'glacier-graphql:1';

/** The text in braces decides the slot in a cluster. */
const tag = (name: string): string => `{${encodeURIComponent(name)}}`;

export const watchKey = (watch: string, part: string): string => `${prefix}:watch:${tag(watch)}:${part}`;
export const rateKey = (key: string): string => `${prefix}:rate:${tag(key)}`;
export const countKey = (key: string): string => `${prefix}:count:${tag(key)}`;
export const onceKey = (id: string): string => `${prefix}:once:${tag(id)}`;
/** All reservations are in one slot with their memory: they are lost together, or none of them. */
const starts = tag('starts');
export const reservationKey = (id: string): string => `${prefix}:${starts}:${encodeURIComponent(id)}`;
export const reservationMemoryKey = `${prefix}:${starts}-memory`;
/** The digest of the secret with which the ids of starts are made. */
export const startSecretKey = `${prefix}:start-secret`;
/** Retrievals that are kept staged, all in one slot. */
export const keptRetrievalsKey = (part: string): string => `${prefix}:${tag('kept')}:${part}`;
/** Of the output of a job. */
export const damagedOutputKey = (job: string): string => `${prefix}:damaged-output:${tag(job)}`;
/** Of a group (the jobs of a vault or a location) in the shared cache of one kind. */
export const cacheKey = (kind: string, group: string, part: string): string =>
  `${prefix}:${kind}:${tag(group)}:${part}`;
/** Of a list of AWS that instances share. */
export const listKey = (list: string, part: string): string => `${prefix}:list:${tag(list)}:${part}`;
/** The messages about all lists of one kind. */
export const listsChannel = (kind: string): string => `${prefix}:lists:${kind}`;
/** Of the notifications of a route. */
export const outboxKey = (route: string, part: string): string => `${prefix}:outbox:${tag(route)}:${part}`;
