-- Stores the job that a start has made, unless there is one already.
-- KEYS:    the memory, the reservation (reservationPrelude.lua)
-- ARGV:    fingerprint, job, milliseconds to keep it
-- Returns: 1; 0 if there is a job already
if redis.call('HEXISTS', key, 'started') == 1 then return answer(0) end
redis.call('DEL', key)
redis.call('HSET', key, 'fingerprint', args[1], 'started', args[2])
redis.call('PEXPIRE', key, args[3])
return answer(1)
