-- Forgets a list, also what is being read of it, and notifies all instances.
-- KEYS:    those of a list (listPrelude.lua)
-- ARGV:    an epoch to begin, milliseconds to keep, channel, message
-- Returns: 1
beginEpoch(ARGV[1])
redis.call('PEXPIRE', state, ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1
