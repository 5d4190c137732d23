-- Removes a retrieval that is kept staged, unless another change came first.
-- KEYS:    the records by their ids, their versions, the ids by the keys of their jobs
-- ARGV:    id, version, then the key of each job
-- Returns: 1; 0 and nothing removed if another version is stored
local records, versions, jobs = KEYS[1], KEYS[2], KEYS[3]
local id = ARGV[1]
if redis.call('HGET', versions, id) ~= ARGV[2] then return 0 end
redis.call('HDEL', records, id)
redis.call('HDEL', versions, id)
for at = 3, #ARGV do
  if redis.call('HGET', jobs, ARGV[at]) == id then redis.call('HDEL', jobs, ARGV[at]) end
end
return 1
