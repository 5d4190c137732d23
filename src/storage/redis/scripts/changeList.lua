-- Adds a change to the log of a list, and notifies all instances of it.
-- KEYS:    those of a list (listPrelude.lua)
-- ARGV:    the change as text, an epoch to begin, milliseconds to keep, channel, beginning of the message
-- Returns: the id in the log. The message ends with it, a space, and the change
local text, newEpoch, ttl, channel, message = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if not isWhole() then beginEpoch(newEpoch) end
local id = redis.call('XADD', log, 'MAXLEN', maxChanges, '*', 'change', text)
redis.call('HSET', state, 'changes', redis.call('XLEN', log))
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ttl) end
redis.call('PUBLISH', channel, message .. ' ' .. id .. ' ' .. text)
return id
