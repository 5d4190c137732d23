-- Takes some of an allowance by the generic cell rate algorithm, as storage/memory/rates.ts does; gives back if negative.
-- KEYS:    the time when the allowance is whole again
-- ARGV:    how many, milliseconds of one, milliseconds of all
-- Returns: milliseconds until it can be taken, 0 if it is done; and milliseconds until the allowance is whole again
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local count, each, all = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local from = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local whole = math.max(now, from + count * each)
-- Less than a millisecond may be rounding.
if count > 0 and whole - now >= all + 1 then return { math.ceil(whole - now - all), math.ceil(from - now) } end
if whole > now then redis.call('SET', KEYS[1], string.format('%.3f', whole), 'PX', math.ceil(whole - now)) end
if whole <= now then redis.call('DEL', KEYS[1]) end
return { 0, math.ceil(whole - now) }
