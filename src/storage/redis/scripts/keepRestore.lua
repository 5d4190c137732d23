-- Keeps a restore job whose objects are awaited, unless its notification was added before or too many jobs are kept.
-- KEYS:    hash of a route: id of the notification -> job as text; the claim of the notification
-- ARGV:    id of the notification, job as text, the most that are kept, milliseconds to keep
-- Returns: 'kept', 'known' or 'full'
local restores, id = KEYS[1], ARGV[1]
if redis.call('EXISTS', KEYS[2]) == 1 then return 'known' end
local isNew = redis.call('HEXISTS', restores, id) == 0
if isNew and redis.call('HLEN', restores) >= tonumber(ARGV[3]) then return 'full' end
redis.call('HSET', restores, id, ARGV[2])
redis.call('PEXPIRE', restores, ARGV[4])
return 'kept'
