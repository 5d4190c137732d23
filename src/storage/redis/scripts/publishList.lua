-- Ends the lease of an instance, stores what it has read, and notifies those that wait.
-- KEYS:    those of a list (listPrelude.lua)
-- ARGV:    epoch and time in which the reading began, token of the lease, coverage, the reading as text ('' if it is of no
--          use), the most readings, milliseconds to keep, channel, message
-- Returns: 1 if the reading was stored
local epoch, asOf, token, coverage, text = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local most, ttl, channel, message = tonumber(ARGV[6]), ARGV[7], ARGV[8], ARGV[9]
local isStored = 0
if isWhole() and redis.call('HGET', state, 'epoch') == epoch then
  local lease = redis.call('HGET', state, 'lease')
  if lease and string.sub(lease, 1, #token + 1) == token .. ' ' then redis.call('HDEL', state, 'lease') end
  local count, oldest = 0, nil
  if text ~= '' then isStored = 1 end
  for _, reading in ipairs(readings()) do
    if isStored == 1 and covers(reading[1], coverage) and reading[2] > asOf then isStored = 0 end
    if isStored == 1 and covers(coverage, reading[1]) then
      redis.call('HDEL', state, 'asOf ' .. reading[1], 'text ' .. reading[1])
    else
      count = count + 1
      if not oldest or reading[2] < oldest[2] then oldest = reading end
    end
  end
  if isStored == 1 then
    if count >= most then redis.call('HDEL', state, 'asOf ' .. oldest[1], 'text ' .. oldest[1]) end
    redis.call('HSET', state, 'asOf ' .. coverage, int(asOf), 'text ' .. coverage, text)
    for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ttl) end
  end
end
redis.call('PUBLISH', channel, message)
return isStored
