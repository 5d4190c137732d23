-- What the scripts of a reservation share; it goes before each of them. The server's time is that of all instances.
-- KEYS:    hash: fingerprint, owner and until (the lease), sentAt, started (the job, as text)
-- ARGV:    none
-- Returns: nothing
local key = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function int(number) return string.format('%.0f', number) end
