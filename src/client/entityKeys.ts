// Types without an `id` that are objects of their own: the fields that identify each. No field: there is one such object.
export const entityKeys: Record<string, readonly string[]> = {
  Gateway: [],
  GatewayAccount: ['accountId'],
  Viewer: [],
};
