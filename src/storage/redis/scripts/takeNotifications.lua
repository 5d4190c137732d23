-- Takes the notifications that are due, the first one of each job. They are due again when their lease ends.
-- KEYS:    those of a route's outbox (outboxPrelude.lua), the beginning of the route, until when it is paused
-- ARGV:    time, end of the lease, the most to take, milliseconds to keep, milliseconds to keep the beginning
-- Returns: { number of waiting notifications, time at which the next one can be taken or '', then for each one that was taken:
--          job, id, text, its tries or '' }
local now, leaseUntil, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
redis.call('PEXPIRE', KEYS[5], ARGV[5])
local paused = tonumber(redis.call('GET', KEYS[6]) or 0)
if tonumber(now) < paused then most = 0 end
local taken = {}
if most > 0 then
  for _, job in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, most)) do
    local id = firstOf(job)
    if id then
      redis.call('ZADD', due, leaseUntil, job)
      for _, value in ipairs({ job, id, redis.call('HGET', messages, id) or '', redis.call('HGET', tries, id) or '' }) do
        table.insert(taken, value)
      end
    else
      redis.call('ZREM', due, job)
    end
  end
end
if #taken > 0 then keep(ARGV[4]) end
local next = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')[2]
return { redis.call('HLEN', messages), next and math.max(next, paused) or '', unpack(taken) }
