// The message `next` of graphql-transport-ws, around a result that is JSON already.

/** Up to the result; a brace follows it. */
export const beginNext = (id: string): string => `{"id":${JSON.stringify(id)},"type":"next","payload":`;

export const nextMessage = (id: string, result: string): string => `${beginNext(id)}${result}}`;
