// What a lookup can expect of AWS: the forecasts of its list and of its describes.
import type { Location } from '../../core/location.ts';
import type { AwsSession } from '../client/awsSession.ts';
import type { AwsOperation } from '../client/defineOperation.ts';
import { assumedResponseTime } from '../limiter/responseTime.ts';
import type { Outlook } from './planLookup.ts';

export function createOutlook(
  aws: AwsSession,
  location: Location,
  { list, describe }: { list: AwsOperation; describe: AwsOperation },
): () => Outlook {
  return () => {
    const { responseTime, concurrency, queued, available } = aws.forecast(describe, location);
    const page = aws.forecast(list, location).responseTime;
    // Of an unknown operation, the other one is the best measure: an AWS that is slow for one is slow for both.
    const pageTime = page ?? responseTime ?? assumedResponseTime;
    return { pageTime, describeTime: responseTime ?? pageTime, concurrency, queued, available };
  };
}
