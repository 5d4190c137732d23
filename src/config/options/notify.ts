// Options: notifications that the gateway sends.
import { filePath, onOrOff, optionGroup } from './option.ts';

export const notifyOptions = optionGroup('Notifications', {
  NOTIFY_FILE: {
    ...filePath,
    ifOmitted: 'no notifications are sent',
    help: 'Routes of notifications: which events of which jobs are sent to which address, as signed webhooks or to Slack. See docs/notifications.md.',
  },
  NOTIFY_ALLOW_PRIVATE_ADDRESSES: {
    ...onOrOff,
    fallback: 'off',
    reason: 'an address must not lead into the network of the gateway by mistake',
    help: 'Allows routes to this machine and to private networks, also by http.',
  },
});
