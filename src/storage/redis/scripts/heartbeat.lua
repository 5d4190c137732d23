-- Records the interest of an instance in a watch, gives out or renews the lease, and returns the changes.
-- KEYS:    those of a watch (watchPrelude.lua)
-- ARGV:    instance, known epoch, known version, digest of the interest, the interest ('' if the server has it), an epoch to
--          begin, milliseconds of a lease, milliseconds of an interest, milliseconds of the rest, instances and digests of
--          the known interests (one in a line), channel, message
-- Returns: { 'interest' } if the server needs the interest after all, else
--          { epoch, version, fencing token or '', last poll or '', transientFailure or '',
--            { version and snapshot... }, { instance, digest, interest or ''... } }
-- The message notifies the instance that polls of a new interest at once.
local me, knownEpoch, knownVersion, digest, interest = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local newEpoch, leaseTtl, interestTtl, ttl, knownInterests = ARGV[6], ARGV[7], ARGV[8], ARGV[9], ARGV[10]
local channel, message = ARGV[11], ARGV[12]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

if interest ~= '' then
  redis.call('HSET', interests, me, digest .. ' ' .. interest)
else
  local kept = redis.call('HGET', interests, me)
  if not kept or string.sub(kept, 1, #digest + 1) ~= digest .. ' ' then return { 'interest' } end
end
redis.call('ZADD', alive, int(now + interestTtl), me)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', alive, '-inf', int(now))) do
  redis.call('ZREM', alive, gone)
  redis.call('HDEL', interests, gone)
end

local lastToken = tonumber(redis.call('HGET', state, 'fencingToken')) or 0
if not isWhole() then
  redis.call('DEL', state, jobs, order, lease)
  redis.call('HSET', state, 'serverRun', serverRun(), 'epoch', newEpoch, 'version', 0, 'count', 0)
end

local held = redis.call('GET', lease)
local holder, fencingToken
if held and redis.call('PTTL', lease) > 0 then holder, fencingToken = string.match(held, '^(%x+) (%d+)$') end
-- The holder of a lease sends heartbeats, or it is not the holder.
if not holder or not redis.call('ZSCORE', alive, holder) then
  -- Begins with the time in microseconds, so that no token is given twice, even if the last one was lost.
  holder, fencingToken = me, int(math.max(time[1] * 1000000 + time[2], lastToken + 1))
  redis.call('HSET', state, 'fencingToken', fencingToken)
  redis.call('SET', lease, me .. ' ' .. fencingToken, 'PX', leaseTtl)
elseif holder == me then
  redis.call('PEXPIRE', lease, leaseTtl)
elseif interest ~= '' then
  redis.call('PUBLISH', channel, message)
end

local kept = redis.call('HMGET', state, 'epoch', 'version', 'lastPoll', 'polledBy', 'transientFailure')
local epoch, version = kept[1], tonumber(kept[2])
local changes = {}
if epoch ~= knownEpoch or knownVersion > version then
  changes = redis.call('HVALS', jobs)
elseif knownVersion < version then
  local ids = redis.call('ZRANGEBYSCORE', order, '(' .. int(knownVersion), '+inf')
  for first = 1, #ids, 1000 do
    local last = math.min(first + 999, #ids)
    for _, snapshot in ipairs(redis.call('HMGET', jobs, unpack(ids, first, last))) do table.insert(changes, snapshot) end
  end
end

local wanted = {}
if holder == me then
  local all = redis.call('HGETALL', interests)
  for at = 1, #all, 2 do
    local instance = all[at]
    local itsDigest, its = string.match(all[at + 1], '^(%S+) (.*)$')
    if itsDigest and redis.call('ZSCORE', alive, instance) then
      if string.find(knownInterests, instance .. ' ' .. itsDigest, 1, true) then its = '' end
      table.insert(wanted, instance)
      table.insert(wanted, itsDigest)
      table.insert(wanted, its)
    end
  end
end

for _, key in ipairs({ state, jobs, order, interests, alive }) do redis.call('PEXPIRE', key, ttl) end
-- Only polls under the present lease count.
local lastPoll = kept[4] == fencingToken and kept[3] or ''
local failedBy, transientFailure = string.match(kept[5] or '', '^(%d+) (.*)$')
if failedBy ~= fencingToken then transientFailure = '' end
return { epoch, int(version), holder == me and fencingToken or '', lastPoll, transientFailure, changes, wanted }
