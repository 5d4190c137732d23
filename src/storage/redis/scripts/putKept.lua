-- Stores the next version of a retrieval that is kept staged, unless another change came first.
-- KEYS:    the records by their ids, their versions, the ids by the keys of their jobs
-- ARGV:    id, version, record, milliseconds to keep all of them, then the key of each job
-- Returns: 1; 0 and nothing stored if the stored version is not the one before
local records, versions, jobs = KEYS[1], KEYS[2], KEYS[3]
local id, version = ARGV[1], tonumber(ARGV[2])
if tonumber(redis.call('HGET', versions, id) or '0') ~= version - 1 then return 0 end
redis.call('HSET', records, id, ARGV[3])
redis.call('HSET', versions, id, ARGV[2])
for at = 5, #ARGV do redis.call('HSET', jobs, ARGV[at], id) end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[4]) end
return 1
