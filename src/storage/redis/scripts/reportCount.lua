-- Records how many of something an instance has, and adds up those of the others. Expired reports are removed.
-- KEYS:    hash: instance -> count, space, time until which it counts
-- ARGV:    instance, how many it has, milliseconds to keep that
-- Returns: how many the others have
local me, count, ttl = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if count > 0 then
  redis.call('HSET', KEYS[1], me, count .. ' ' .. string.format('%.0f', now + ttl))
  redis.call('PEXPIRE', KEYS[1], ttl)
else
  redis.call('HDEL', KEYS[1], me)
end
local others = 0
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  if all[at] ~= me then
    local its, expires = string.match(all[at + 1], '^(%d+) (%d+)$')
    if its and tonumber(expires) > now then others = others + tonumber(its) else redis.call('HDEL', KEYS[1], all[at]) end
  end
end
return others
