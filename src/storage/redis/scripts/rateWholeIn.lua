-- How long until an allowance of takeRate.lua is whole again. Changes nothing.
-- KEYS:    the time when the allowance is whole again
-- ARGV:    none
-- Returns: milliseconds, rounded up; 0 if it is whole
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return math.max(0, math.ceil(tonumber(redis.call('GET', KEYS[1]) or 0) - now))
