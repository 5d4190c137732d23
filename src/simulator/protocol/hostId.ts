/** S3 and S3 Control return a second, longer id for each request. */
export const hostId = (requestId: string): string => Buffer.from(requestId).toString('base64');
