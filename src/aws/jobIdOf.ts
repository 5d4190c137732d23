// The form of the id of a job, of both services. A response with anything else in its place does not name its job: two
// headers that a proxy joined, part of a path, text of a page.

const form = /^[A-Za-z0-9_-]{1,1024}$/;

/** The text if it can be the id of a job; null otherwise. */
export const jobIdOf = (text: string | null | undefined): string | null => (text && form.test(text) ? text : null);
