// The reference to the type Vault, apart from its fields: a job has a vault, and a vault has jobs.
import { builder } from '../kit/builder.ts';
import type { VaultNode } from './vaultNode.ts';

export const Vault = builder.objectRef<VaultNode>('Vault');
