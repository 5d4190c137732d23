export interface ObjectName {
  bucket: string;
  key: string;
  versionId?: string | undefined;
}

/** The bucket and the key of `arn:aws:s3:::bucket/key`; the key is empty in the ARN of a bucket. */
export function objectOfArn(arn = ''): ObjectName {
  const [, bucket = '', key = ''] = /^arn:[^:]+:s3:::([^/]*)\/?(.*)$/s.exec(arn) ?? [];
  return { bucket, key };
}
