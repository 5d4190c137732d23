-- Ends the lease of a notification: it is removed, or it is due again. Nothing happens if it is not the first one of its job.
-- KEYS:    those of a route's outbox (outboxPrelude.lua)
-- ARGV:    id, job, time at which the job is due, its tries ('' to remove the notification), milliseconds to keep
-- Returns: 1 if it was the first one of its job
local id, job, dueAt, tried = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if firstOf(job) ~= id then return 0 end
if tried ~= '' then
  redis.call('HSET', tries, id, tried)
  redis.call('ZADD', due, dueAt, job)
else
  redis.call('HDEL', messages, id)
  redis.call('HDEL', tries, id)
  local rest = string.match(redis.call('HGET', queues, job), '^%S+ (.+)$')
  if rest then
    redis.call('HSET', queues, job, rest)
    redis.call('ZADD', due, dueAt, job)
  else
    redis.call('HDEL', queues, job)
    redis.call('ZREM', due, job)
  end
end
keep(ARGV[5])
return 1
