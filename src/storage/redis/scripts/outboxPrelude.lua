-- Keys and functions that all scripts of a route's outbox share; it goes before each of them.
-- KEYS:    due         sorted set: jobs by the time at which their first notification is due, in milliseconds
--          queues      hash: job -> ids of its waiting notifications, in their order, with spaces between them
--          messages    hash: id -> notification as text
--          tries       hash: id -> failed attempts, space, time of the first one
-- ARGV:    none
-- Returns: nothing
local due, queues, messages, tries = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local function keep(ttl)
  for at = 1, 4 do redis.call('PEXPIRE', KEYS[at], ttl) end
end
local function firstOf(job)
  return string.match(redis.call('HGET', queues, job) or '', '^%S+')
end
