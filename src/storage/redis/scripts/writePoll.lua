-- Stores the result of a poll and notifies all instances, if the fencing token is still that of the lease.
-- KEYS:    those of a watch (watchPrelude.lua)
-- ARGV:    instance, fencing token, the poll ('' if it read nothing), why it failed if that may pass ('' otherwise),
--          milliseconds to keep, channel, message, number of forgotten jobs, their ids, then id and snapshot of each job
-- Returns: 1; 0 and nothing stored for an instance that has lost the lease
local me, fencingToken, poll, transientFailure = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local ttl, channel, message = ARGV[5], ARGV[6], ARGV[7]
if redis.call('GET', lease) ~= me .. ' ' .. fencingToken or not isWhole() then return 0 end
local version = tonumber(redis.call('HGET', state, 'version'))
local firstJob = 9 + tonumber(ARGV[8])
for at = 9, firstJob - 1 do
  redis.call('HDEL', jobs, ARGV[at])
  redis.call('ZREM', order, ARGV[at])
end
for at = firstJob, #ARGV, 2 do
  version = version + 1
  redis.call('HSET', jobs, ARGV[at], int(version) .. ' ' .. ARGV[at + 1])
  redis.call('ZADD', order, int(version), ARGV[at])
end
redis.call('HSET', state, 'version', int(version), 'count', redis.call('HLEN', jobs))
if poll ~= '' then redis.call('HSET', state, 'lastPoll', poll, 'polledBy', fencingToken) end
redis.call('HSET', state, 'transientFailure', transientFailure ~= '' and fencingToken .. ' ' .. transientFailure or '')
for _, key in ipairs({ state, jobs, order }) do redis.call('PEXPIRE', key, ttl) end
redis.call('PUBLISH', channel, message)
return 1
