-- Whether an instance makes the ids of starts with the secret of the other instances.
-- The first one decides for as long as a start is remembered. With another secret, the same start would have another id, and
-- could be sent twice.
-- KEYS:    the digest of the secret
-- ARGV:    the digest of this instance's secret, milliseconds to keep it
-- Returns: 1; 0 if the others use another secret
local kept = redis.call('GET', KEYS[1])
if kept and kept ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
