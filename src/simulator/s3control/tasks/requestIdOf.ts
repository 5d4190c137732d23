const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The id of the request that a task sent to S3: 16 characters, a function of the job and the task. */
export function requestIdOf(jobId: string, index: number): string {
  let state = (Number.parseInt(jobId.slice(0, 8), 16) ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
  let id = '';
  while (id.length < 16) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    id += alphabet[state >>> 27];
  }
  return id;
}
