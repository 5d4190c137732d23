-- Adds a notification behind those of the same job, unless it was added before or too many are waiting.
-- KEYS:    those of a route's outbox (outboxPrelude.lua), the claim of the notification
-- ARGV:    id, job, notification as text, milliseconds of the claim, the most that may wait, time, milliseconds to keep
-- Returns: 'added', 'known' or 'full'
local id, job, text, claimTtl = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local most, now, ttl = tonumber(ARGV[5]), ARGV[6], ARGV[7]
if redis.call('EXISTS', KEYS[5]) == 1 then return 'known' end
if redis.call('HLEN', messages) >= most then return 'full' end
redis.call('SET', KEYS[5], 1, 'PX', claimTtl)
local waiting = redis.call('HGET', queues, job)
redis.call('HSET', queues, job, waiting and (waiting .. ' ' .. id) or id)
redis.call('HSET', messages, id, text)
if not waiting then redis.call('ZADD', due, now, job) end
keep(ttl)
return 'added'
