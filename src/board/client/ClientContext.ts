// The client of the page, for the hooks.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Client } from './createClient.ts';

export const ClientContext = createContext<Client | null>(null);

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error('useClient is called outside of ClientContext.Provider');
  return client;
}
