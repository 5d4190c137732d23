-- Finds a reading of a list that is new enough, or gives out the lease for a new one. One instance has it at a time.
-- KEYS:    those of a list (listPrelude.lua)
-- ARGV:    wanted coverage, the time of the oldest usable reading ('' if it must be new), milliseconds that AWS's list may lag,
--          token of a lease, milliseconds of a lease, 1 if the instance waits for the lease of another one, an epoch to begin,
--          milliseconds to keep
-- Returns: { epoch, now, 'busy', milliseconds } while another instance reads what is wanted, else
--          { epoch, now, 'read', { id and text of each change } } or
--          { epoch, now, 'found', { id and text of each change }, coverage, asOf, text }
local wanted, oldest, delay, token = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local leaseTtl, waits, newEpoch, ttl = tonumber(ARGV[5]), ARGV[6], ARGV[7], ARGV[8]
local now = timeNow()
if not isWhole() then beginEpoch(newEpoch) end
local epoch = redis.call('HGET', state, 'epoch')

-- A log that is full has forgotten earlier changes.
local completeSince = 0
if tonumber(redis.call('HGET', state, 'changes')) >= maxChanges then
  completeSince = tonumber(string.match(redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1][1], '^%d+'))
end

local coverage, asOf
if oldest then
  for _, reading in ipairs(readings()) do
    local time = reading[2]
    local isUsable = time >= oldest and time >= completeSince and time <= now
    if isUsable and covers(reading[1], wanted) and (not asOf or time > asOf) then coverage, asOf = reading[1], time end
  end
end

if not asOf then
  local lease = redis.call('HGET', state, 'lease') or ''
  local holder, ends, since, covered = string.match(lease, '^(%S+) (%d+) (%d+) (.*)$')
  if not holder or tonumber(ends) <= now then
    redis.call('HSET', state, 'lease', token .. ' ' .. int(now + leaseTtl) .. ' ' .. int(now) .. ' ' .. wanted)
  elseif waits == '1' and oldest and tonumber(since) >= oldest and covers(covered, wanted) then
    return { epoch, int(now), 'busy', int(tonumber(ends) - now) }
  end
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ttl) end

local changes = {}
for _, entry in ipairs(redis.call('XRANGE', log, int(math.max(0, (asOf or now) - delay)), '+')) do
  table.insert(changes, entry[1])
  table.insert(changes, entry[2][2])
end
if not asOf then return { epoch, int(now), 'read', changes } end
return { epoch, int(now), 'found', changes, coverage, int(asOf), redis.call('HGET', state, 'text ' .. coverage) }
