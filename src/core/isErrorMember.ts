// The names of members that an error has at its root, and no list or description of AWS. A member that is only unknown may come
// from a newer AWS.

/** Of AWS's own errors, and those of API Gateway, Lambda and GraphQL. */
const ofErrors = /^(?:__type|code|message|fault(?:code|string)?|exception|errors?(?:code|message|type)?|error_.*)$/i;

/** Of problem details (RFC 9457). AWS's members have a capital. */
const ofProblems = /^(?:type|title|status|detail)$/;

export const isErrorMember = (name: string): boolean => ofErrors.test(name) || ofProblems.test(name);
