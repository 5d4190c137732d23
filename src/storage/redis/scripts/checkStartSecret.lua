-- Whether an instance makes the ids of starts with the secret of the other instances.
-- The first one decides for as long as a start is remembered. With another secret, the same start would have another id, and
-- could be sent twice. So an instance that was refused is not the first one after Redis has lost its data: the others are.
-- KEYS:    the digest of the secret; the memory (reservationPrelude.lua), whose epoch ends with each loss
-- ARGV:    the digest of this instance's secret, milliseconds to keep it, the epoch in which this instance was refused ('' if
--          it was accepted last)
-- Returns: { 1 }; { 0, epoch in which it was refused } if the others use another secret
local kept = redis.call('GET', KEYS[1])
-- Others can write to any key.
local epoch = redis.pcall('HGET', KEYS[2], 'epoch')
if type(epoch) ~= 'string' then epoch = 'none' end
local refusedIn = ARGV[3]
if kept and kept ~= ARGV[1] then return { 0, epoch } end
if not kept and refusedIn ~= '' and refusedIn ~= epoch then return { 0, refusedIn } end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return { 1 }
