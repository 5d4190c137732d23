-- Removes the interest of an instance. If it has the lease, ends that and notifies the others, so that one of them polls.
-- KEYS:    those of a watch (watchPrelude.lua)
-- ARGV:    instance, channel, message
-- Returns: 1
local me, channel, message = ARGV[1], ARGV[2], ARGV[3]
redis.call('HDEL', interests, me)
redis.call('ZREM', alive, me)
local held = redis.call('GET', lease)
if held and string.sub(held, 1, #me + 1) == me .. ' ' then
  redis.call('DEL', lease)
  redis.call('PUBLISH', channel, message)
end
return 1
