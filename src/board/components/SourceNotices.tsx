// The accounts and regions that a list lacks, because AWS could not be read there.
import { ForeignText } from './ForeignText.tsx';
import { Notice } from './Notice.tsx';

interface Props {
  sources: readonly { accountId: string; region: string; status: string; message: string | null }[];
  nameOf(accountId: string): string;
  /** What follows from it: " whole, so jobs may be missing". */
  consequence?: string;
}

export const SourceNotices = ({ sources, nameOf, consequence = '' }: Props) => (
  <>
    {sources
      // A service that AWS has closed to the account has nothing to list.
      .filter(({ status }) => status !== 'OK' && status !== 'CLOSED_TO_ACCOUNT')
      .map(({ accountId, region, message }) => (
        <Notice key={`${accountId}/${region}`} kind="warning">
          <ForeignText text={nameOf(accountId)} /> {region} cannot be read{consequence}.{' '}
          {message && <ForeignText text={message} />}
        </Notice>
      ))}
  </>
);
