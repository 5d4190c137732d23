// What a lookup can expect of AWS: the forecasts of its list and of its describes.
import type { Location } from '../../core/location.ts';
import type { AwsSession } from '../client/awsSession.ts';
import type { AwsOperation } from '../client/defineOperation.ts';
import type { Outlook } from './planLookup.ts';

export function createOutlook(
  aws: AwsSession,
  location: Location,
  { list, describe }: { list: AwsOperation; describe: AwsOperation },
): () => Outlook {
  return () => {
    const { responseTime, concurrency, queued, available } = aws.forecast(describe, location);
    const pageTime = aws.forecast(list, location).responseTime;
    return { pageTime, describeTime: responseTime, concurrency, queued, available };
  };
}
