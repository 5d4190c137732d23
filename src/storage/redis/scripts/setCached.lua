-- Keeps values together with the generation of their group: a new generation invalidates all values of the group.
-- KEYS:    generation of the group, then a key for each value
-- ARGV:    milliseconds to keep, then the values
-- Returns: 1
local generation = redis.call('GET', KEYS[1]) or '0'
for at = 2, #KEYS do redis.call('SET', KEYS[at], generation .. ' ' .. ARGV[at], 'PX', ARGV[1]) end
return 1
