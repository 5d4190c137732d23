// The Vault type's name, apart from its fields: jobs have a vault and a vault has jobs.
import { builder } from '../kit/builder.ts';
import type { VaultNode } from './vaultNode.ts';

export const Vault = builder.objectRef<VaultNode>('Vault');
