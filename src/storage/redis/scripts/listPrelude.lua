-- Keys and functions that all scripts of a list share; it goes before each of them.
-- KEYS:    state       hash: epoch, serverRun, changes (the length of the log), lease (token, until, asOf and coverage of the
--                      instance that reads the list), and for each coverage `asOf <coverage>` and `text <coverage>` (a
--                      reading). A coverage is * or statuses with commas between them
--          log         stream: the changes of items, each as text
-- ARGV:    none
-- Returns: nothing
--
-- The state is whole if all of its log is there and the server has not been started since: a server that comes back with an
-- old copy has lost changes. What is not whole begins a new epoch, and a reading of an earlier epoch is not stored.
local state, log = unpack(KEYS)
local maxChanges = 1000

local function int(number) return string.format('%.0f', number) end

local function timeNow()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function serverRun()
  local info = redis.pcall('INFO', 'server')
  return type(info) == 'string' and string.match(info, 'run_id:(%x+)') or 'unknown'
end

local function isWhole()
  if redis.call('TYPE', state).ok ~= 'hash' then return false end
  local kept = redis.call('HMGET', state, 'serverRun', 'epoch', 'changes')
  if kept[1] ~= serverRun() or not kept[2] or not kept[3] then return false end
  if kept[3] == '0' then return redis.call('EXISTS', log) == 0 end
  return redis.call('TYPE', log).ok == 'stream' and redis.call('XLEN', log) == tonumber(kept[3])
end

local function beginEpoch(epoch)
  redis.call('DEL', state, log)
  redis.call('HSET', state, 'serverRun', serverRun(), 'epoch', epoch, 'changes', 0)
end

local function covers(known, wanted)
  if known == '*' then return true end
  if wanted == '*' then return false end
  for status in string.gmatch(wanted, '[^,]+') do
    if not string.find(',' .. known .. ',', ',' .. status .. ',', 1, true) then return false end
  end
  return true
end

-- Coverage and time of each reading.
local function readings()
  local found = {}
  for _, field in ipairs(redis.call('HKEYS', state)) do
    local coverage = string.match(field, '^asOf (.*)$')
    if coverage then table.insert(found, { coverage, tonumber(redis.call('HGET', state, field)) or 0 }) end
  end
  return found
end
