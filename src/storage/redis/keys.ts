// The names of all that is kept in Redis. The number goes up when what is stored changes its shape, so that two versions
// of the gateway on one Redis do not read each other's.
const prefix = 'glacier-graphql:1';

/** What stands in braces decides the slot in a cluster. */
const tag = (name: string): string => `{${encodeURIComponent(name)}}`;

export const watchKey = (watch: string, part: string): string => `${prefix}:watch:${tag(watch)}:${part}`;
export const rateKey = (key: string): string => `${prefix}:rate:${tag(key)}`;
export const countKey = (key: string): string => `${prefix}:count:${tag(key)}`;
export const onceKey = (id: string): string => `${prefix}:once:${tag(id)}`;
export const reservationKey = (id: string): string => `${prefix}:start:${tag(id)}`;
/** Of a place (a vault, a location) in the memory of one kind. */
export const memoryKey = (kind: string, place: string, part: string): string =>
  `${prefix}:${kind}:${tag(place)}:${part}`;
