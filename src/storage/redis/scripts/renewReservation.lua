-- Renews the lease of a start, and records whether it was sent.
-- KEYS:    the memory, the reservation (reservationPrelude.lua)
-- ARGV:    owner, milliseconds of a lease, the new state
-- Returns: 1; 0 if it is not this owner's, or has a job already
local me, leaseTtl, state = unpack(args)
local kept = redis.call('HMGET', key, 'owner', 'started')
if kept[1] ~= me or kept[2] then return answer(0) end
redis.call('HSET', key, 'until', int(now + leaseTtl))
if state == 'sending' then redis.call('HSET', key, 'sentAt', int(now)) end
if state == 'notExecuted' then redis.call('HDEL', key, 'sentAt') end
return answer(1)
