-- Stores the result of a poll and notifies all instances, if the fencing token is still that of the lease.
-- KEYS:    those of a watch (watchPrelude.lua)
-- ARGV:    instance, fencing token, the poll, milliseconds to keep, channel, message, number of forgotten jobs, their ids,
--          then id and snapshot of each job
-- Returns: 1; 0 and nothing stored for an instance that has lost the lease
local me, fencingToken, poll, ttl, channel, message = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
if redis.call('GET', lease) ~= me .. ' ' .. fencingToken or not isWhole() then return 0 end
local version = tonumber(redis.call('HGET', state, 'version'))
local firstJob = 8 + tonumber(ARGV[7])
for at = 8, firstJob - 1 do
  redis.call('HDEL', jobs, ARGV[at])
  redis.call('ZREM', order, ARGV[at])
end
for at = firstJob, #ARGV, 2 do
  version = version + 1
  redis.call('HSET', jobs, ARGV[at], int(version) .. ' ' .. ARGV[at + 1])
  redis.call('ZADD', order, int(version), ARGV[at])
end
redis.call('HSET', state, 'version', int(version), 'count', redis.call('HLEN', jobs), 'lastPoll', poll, 'polledBy', fencingToken)
for _, key in ipairs({ state, jobs, order }) do redis.call('PEXPIRE', key, ttl) end
redis.call('PUBLISH', channel, message)
return 1
