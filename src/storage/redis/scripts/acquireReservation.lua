-- Gives the lease of a start to an owner.
-- KEYS:    the reservation (reservationPrelude.lua)
-- ARGV:    owner, fingerprint, milliseconds of a lease, milliseconds of the rest, and what this instance remembers itself,
--          for a server that was emptied: how many milliseconds ago it was sent ('' if it was not), the job ('' if none)
-- Returns: { 'mismatch' }, { 'finished', job }, { 'held' }, or { 'acquired', milliseconds since it was sent or '' }
local me, fingerprint, leaseTtl, ttl, sentAgo, started = unpack(ARGV)
if redis.call('EXISTS', key) == 0 and (sentAgo ~= '' or started ~= '') then
  redis.call('HSET', key, 'fingerprint', fingerprint)
  if started ~= '' then redis.call('HSET', key, 'started', started)
  else redis.call('HSET', key, 'sentAt', int(now - sentAgo)) end
  redis.call('PEXPIRE', key, ttl)
end
local kept = redis.call('HMGET', key, 'fingerprint', 'owner', 'until', 'sentAt', 'started')
local isHeld = kept[2] and kept[2] ~= me and tonumber(kept[3]) > now
if kept[1] and kept[1] ~= fingerprint and (kept[5] or kept[4] or isHeld) then return { 'mismatch' } end
if kept[5] then return { 'finished', kept[5] } end
if isHeld then return { 'held' } end
redis.call('HSET', key, 'fingerprint', fingerprint, 'owner', me, 'until', int(now + leaseTtl))
redis.call('PEXPIRE', key, ttl)
return { 'acquired', kept[4] and int(now - kept[4]) or '' }
