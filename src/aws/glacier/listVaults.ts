// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vaults-get.html
import { ListVaultsCommand } from '@aws-sdk/client-glacier';
import type { Location } from '../../core/location.ts';
import { type Page, type PageRequest, toMarker } from '../../core/page.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { listRecords } from '../client/listRecords.ts';
import { toVault, type VaultRecord } from './vaultRecord.ts';

export const listVaultsOperation = defineOperation({
  service: 'glacier',
  name: 'ListVaults',
  action: 'read',
  isList: true,
  list: 'VaultList',
  idMember: 'VaultName',
  iam: ['glacier:ListVaults'],
  retry: 'repeatable',
  isHot: true,
});

/** AWS's largest page. */
export const listVaultsLimit = 10;

/** A page of the vaults of an account in a region, in the order of their names. */
export const listVaults = (
  aws: AwsSession,
  location: Location,
  { limit, marker }: PageRequest,
): Promise<Page<VaultRecord>> =>
  aws.read(
    glacier(
      listVaultsOperation,
      location,
      new ListVaultsCommand({ accountId: location.accountId, limit, marker: marker ?? undefined }),
    ),
    (output) => ({
      ...listRecords(listVaultsOperation, output, toVault(location)),
      marker: toMarker(output.Marker),
    }),
  );
