-- Keys and functions that all scripts of a watch share; it goes before each of them.
-- KEYS:    state       hash: epoch, version, count of jobs, serverRun, fencingToken (the last one given), lastPoll,
--                      polledBy (the fencing token of that poll), and transientFailure (why a later poll failed: the
--                      fencing token of that poll, space, failure; '' if none did)
--          jobs        hash: job id -> version, space, snapshot
--          order       sorted set: job ids by version
--          lease       string: instance, space, fencing token; it expires
--          interests   hash: instance -> digest, space, interest
--          alive       sorted set: instances by the time until which their interest counts
-- ARGV:    none
-- Returns: nothing
--
-- The state is whole if all of it is there and the server has not been started since: a server that comes back with an old
-- copy would give versions again that were given already.
local state, jobs, order, lease, interests, alive = unpack(KEYS)
local function int(number) return string.format('%.0f', number) end
local function serverRun()
  local info = redis.pcall('INFO', 'server')
  return type(info) == 'string' and string.match(info, 'run_id:(%x+)') or 'unknown'
end
local function isWhole()
  local kept = redis.call('HMGET', state, 'serverRun', 'epoch', 'version', 'count')
  local count = tonumber(kept[4])
  return kept[1] == serverRun() and kept[2] and tonumber(kept[3])
    and count == redis.call('HLEN', jobs) and count == redis.call('ZCARD', order)
end
