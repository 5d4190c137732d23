// The options that have a new name: old environment variable -> new one. The old names are refused, not read.
export const renamedOptions: Readonly<Record<string, string>> = {
  DRAIN_SECONDS: 'SLOW_READER_TIMEOUT_SECONDS',
  LOOP_DELAY_MS: 'MAX_EVENT_LOOP_DELAY_MS',
  PERSISTED_DOCUMENTS: 'PERSISTED_DOCUMENTS_FILE',
  SHUTDOWN_SECONDS: 'SHUTDOWN_GRACE_SECONDS',
  START_SETTLING_SECONDS: 'LIST_CONSISTENCY_SECONDS',
};
