// The names of buckets that a call may have. Others come from manifests and reports, which anybody can have written: an ARN or an
// alias leads to the bucket of an access point, which the policy does not name, and the SDK sends reserved names to other services.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html

/** Old buckets have capitals and underscores, and up to 255 characters. */
const form = /^[\w.-]{3,255}$/;

/** Of access points, tables, directory buckets and Outposts. */
const reserved = /(?:-s3alias|--ol-s3|\.mrap|--table-s3|--xa?-s3|--op-s3)$/;

export const isBucketName = (name: string): boolean => form.test(name) && !reserved.test(name);
