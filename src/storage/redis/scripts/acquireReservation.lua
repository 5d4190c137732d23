-- Gives the lease of a start to an owner.
-- KEYS:    the memory, the reservation (reservationPrelude.lua)
-- ARGV:    owner, fingerprint, milliseconds of a lease, milliseconds to keep the reservation, and what this instance
--          remembers itself, for a server that has lost it: how many milliseconds ago it was sent ('' if it was not), the
--          job ('' if none)
-- Returns: 'mismatch'; 'finished', job; 'held'; or 'acquired', milliseconds since it was sent or '', milliseconds for which
--          it is certainly remembered whether it was sent
local me, fingerprint, leaseTtl, ttl, sentAgo, started = unpack(args)
-- A lease that is longer has a time of a memory that was lost.
local longestLease = 3600000

local kept = redis.call('HMGET', key, 'fingerprint', 'owner', 'until', 'sentAt', 'started', 'since')
local leaseLeft = (tonumber(kept[3]) or now) - now
local isHeld = kept[2] and kept[2] ~= me and leaseLeft > 0 and leaseLeft < longestLease
if kept[1] and kept[1] ~= fingerprint and (kept[5] or kept[4] or isHeld) then return answer('mismatch') end
if kept[5] then return answer('finished', kept[5]) end
if started ~= '' then
  redis.call('DEL', key)
  redis.call('HSET', key, 'fingerprint', fingerprint, 'started', started)
  redis.call('PEXPIRE', key, ttl)
  return answer('finished', started)
end
if isHeld then return answer('held') end

local since = math.min(now, math.max(tonumber(kept[6]) or lostAt, staleAt))
local sentAt = tonumber(kept[4])
if sentAgo ~= '' and (sentAt or not kept[1]) then sentAt = math.max(sentAt or 0, now - sentAgo) end
redis.call('HSET', key, 'fingerprint', fingerprint, 'owner', me, 'until', int(now + leaseTtl), 'since', int(since))
if sentAt then
  -- It can have been sent again in the time that was forgotten.
  sentAt = math.min(now, math.max(sentAt, since))
  redis.call('HSET', key, 'sentAt', int(sentAt))
end
redis.call('PEXPIRE', key, ttl)
return answer('acquired', sentAt and int(now - sentAt) or '', int(now - since))
