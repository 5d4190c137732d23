-- Keeps the time of the reservations, and notices when this server may have lost some; it goes before each script.
-- The time is not the server's, which can be set. It advances by what the monotonic clocks of running instances report: each
-- of them reports the time that it knows and what has passed since, up to some seconds.
-- KEYS:    the memory, a hash: epoch, time, lostAt (unknown reservations may have been lost until then), staleAt (known ones
--          may be older states until then), reason, server, evicted; the reservation, a hash: fingerprint, owner and until
--          (the lease), since (it is complete since then), sentAt, started (the job, as text)
-- ARGV:    an epoch that this instance knows ('' if none), the time in it, the id of a new epoch, 1 for the first call of a
--          connection, milliseconds to keep the memory; then the arguments of the script
-- Returns: nothing. `answer` puts epoch, time, lostAt and reason before the result of a script.
local memory, key = KEYS[1], KEYS[2]
local args = { unpack(ARGV, 6) }

local function int(number) return string.format('%.0f', number) end

-- '' if the user may not run INFO.
local function info(section, name)
  local text = redis.pcall('INFO', section)
  return type(text) == 'string' and string.match(text, '\n' .. name .. ':([^\r\n]*)') or ''
end

-- The server is shared with others, who can write to any key.
if redis.call('TYPE', memory).ok ~= 'hash' then redis.call('DEL', memory) end
local kept = redis.call('HMGET', memory, 'epoch', 'time', 'lostAt', 'staleAt', 'reason', 'server', 'evicted')
local epoch, now, lostAt, staleAt, reason = kept[1], tonumber(kept[2]), tonumber(kept[3]), tonumber(kept[4]), kept[5]

-- A restart changes the first, and a replica that becomes the master the second.
local run, data, evicted = info('server', 'run_id'), info('replication', 'master_replid'), info('stats', 'evicted_keys')
local server = run .. ' ' .. data
local loss
if not (epoch and now and lostAt and staleAt and reason) then
  local date = redis.call('TIME')
  -- Only to begin with, so that the times of a new memory are later than those of an old one.
  now = date[1] * 1000 + math.floor(date[2] / 1000)
  loss = 'empty'
else
  if epoch == ARGV[1] then now = math.max(now, tonumber(ARGV[2])) end
  -- Where servers cannot be told apart, each new connection may lead to another one.
  if kept[6] ~= server or (run == '' and ARGV[4] == '1') then loss = 'server changed'
  elseif kept[7] ~= evicted then loss = 'keys evicted' end
end
if loss then
  lostAt = now
  reason = loss
  -- Times that instances know from before may be ahead of an older state. An eviction takes whole keys, and leaves the
  -- others as they are.
  if loss ~= 'keys evicted' then
    staleAt = now
    epoch = ARGV[3]
  end
end
redis.call('HSET', memory, 'epoch', epoch, 'time', int(now), 'lostAt', int(lostAt), 'staleAt', int(staleAt),
  'reason', reason, 'server', server, 'evicted', evicted)
redis.call('PEXPIRE', memory, ARGV[5])

local function answer(...) return { epoch, int(now), int(lostAt), reason, ... } end
