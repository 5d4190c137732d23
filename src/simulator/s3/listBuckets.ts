// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
// The buckets of the account in all regions, by name. Pages only if the request asks for their size, as in S3.
import { ListBuckets$, type ListBucketsCommandInput, type ListBucketsCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { invalidArgument } from '../protocol/s3/s3Error.ts';
import { writeNameToken } from '../world/nameToken.ts';
import { readContinuationToken } from './rules/continuationToken.ts';
import { listPage } from './rules/listPage.ts';
import { ownerOf } from './rules/ownerOf.ts';

const LARGEST_PAGE = 10_000;

export const listBuckets = operation<ListBucketsCommandInput, ListBucketsCommandOutput>(
  ListBuckets$,
  (
    { MaxBuckets: most = LARGEST_PAGE, ContinuationToken: token, Prefix: prefix = '', BucketRegion: region },
    context,
  ) => {
    const { world, account } = context;
    if (most < 1 || most > LARGEST_PAGE) {
      throw invalidArgument(`max-buckets must be from 1 to ${LARGEST_PAGE}`, 'max-buckets', String(most));
    }
    const after = token === undefined ? '' : readContinuationToken(token);
    const buckets = world.objects
      .bucketsOf(account)
      .filter(
        (bucket) =>
          bucket.name.startsWith(prefix) && bucket.name > after && (region ?? bucket.region) === bucket.region,
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = listPage(buckets, Number(most));
    return {
      Buckets: page.entries.map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.createdAt),
        BucketRegion: bucket.region,
        BucketArn: `arn:aws:s3:::${bucket.name}`,
      })),
      Owner: ownerOf({ owner: account }),
      Prefix: prefix === '' ? null : prefix,
      ContinuationToken: page.last ? writeNameToken(page.last.name) : null,
    };
  },
);
