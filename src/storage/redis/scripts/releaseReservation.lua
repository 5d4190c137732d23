-- Ends the lease of a start.
-- KEYS:    the memory, the reservation (reservationPrelude.lua)
-- ARGV:    owner, 1 to remove the whole reservation
-- Returns: 1; 0 if it is not this owner's
if redis.call('HGET', key, 'owner') ~= args[1] then return answer(0) end
if args[2] == '1' then redis.call('DEL', key) else redis.call('HDEL', key, 'owner', 'until') end
return answer(1)
