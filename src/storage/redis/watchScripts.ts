// What Redis does in one step. All keys of a script are of one watch, or of one place, so that they live in one slot of a
// cluster. A script takes everything random from its caller; the server gives the time.
import { createHash } from 'node:crypto';

export interface Script {
  lua: string;
  /** The name by which Redis knows it. */
  sha: string;
}

export const script = (lua: string): Script => ({ lua, sha: createHash('sha1').update(lua).digest('hex') });

/**
 * state      hash: epoch, version, count of jobs, fencingToken (the last one given), lastPoll and by which fencingToken, life
 * jobs       hash: job id -> version, space, snapshot
 * order      sorted set: job ids by version
 * lease      string: instance, space, fencingToken; it expires
 * interests  hash: instance -> digest, space, interest
 * alive      sorted set: instances by the time until which their interest counts
 *
 * What is stored is whole when all of it is there and the server has not been started since: one that comes back with
 * an old copy would give versions again that were given already.
 */
const prelude = `
local state, jobs, order, lease, interests, alive = unpack(KEYS)
local function int(number) return string.format('%.0f', number) end
local function life()
  local info = redis.pcall('INFO', 'server')
  return type(info) == 'string' and string.match(info, 'run_id:(%x+)') or 'unknown'
end
local function isWhole()
  local kept = redis.call('HMGET', state, 'life', 'epoch', 'version', 'count')
  local count = tonumber(kept[4])
  return kept[1] == life() and kept[2] and tonumber(kept[3])
    and count == redis.call('HLEN', jobs) and count == redis.call('ZCARD', order)
end
`;

/**
 * ARGV: instance, known epoch, known version, digest of the interest, the interest ('' where the server has it), an epoch
 * to begin, milliseconds of a lease, of an interest, of the rest, instances and digests of the known interests, channel,
 * message: whoever looks hears at once that something else is wanted.
 * Gives ['interest'] where the interest is needed after all, else
 * [epoch, version, fencingToken or '', look or '', [version and snapshot...], [instance, digest, interest or ''...]].
 */
export const attendScript = script(`${prelude}
local me, knownEpoch, knownVersion, digest, interest = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local newEpoch, leaseFor, interestFor, keepFor, knownInterests = ARGV[6], ARGV[7], ARGV[8], ARGV[9], ARGV[10]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

if interest ~= '' then
  redis.call('HSET', interests, me, digest .. ' ' .. interest)
else
  local kept = redis.call('HGET', interests, me)
  if not kept or string.sub(kept, 1, #digest + 1) ~= digest .. ' ' then return { 'interest' } end
end
redis.call('ZADD', alive, int(now + interestFor), me)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', alive, '-inf', int(now))) do
  redis.call('ZREM', alive, gone)
  redis.call('HDEL', interests, gone)
end

local lastFence = tonumber(redis.call('HGET', state, 'fencingToken')) or 0
if not isWhole() then
  redis.call('DEL', state, jobs, order, lease)
  redis.call('HSET', state, 'life', life(), 'epoch', newEpoch, 'version', 0, 'count', 0)
end

local held = redis.call('GET', lease)
local holder, fencingToken
if held and redis.call('PTTL', lease) > 0 then holder, fencingToken = string.match(held, '^(%x+) (%d+)$') end
-- Whoever holds a lease attends.
if not holder or not redis.call('ZSCORE', alive, holder) then
  -- Begins with the time in microseconds, so that no number is given twice, even where the last one was lost.
  holder, fencingToken = me, int(math.max(time[1] * 1000000 + time[2], lastFence + 1))
  redis.call('HSET', state, 'fencingToken', fencingToken)
  redis.call('SET', lease, me .. ' ' .. fencingToken, 'PX', leaseFor)
elseif holder == me then
  redis.call('PEXPIRE', lease, leaseFor)
elseif interest ~= '' then
  redis.call('PUBLISH', ARGV[11], ARGV[12])
end

local kept = redis.call('HMGET', state, 'epoch', 'version', 'lastPoll', 'lookedBy')
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

for _, key in ipairs({ state, jobs, order, interests, alive }) do redis.call('PEXPIRE', key, keepFor) end
return { epoch, int(version), holder == me and fencingToken or '', kept[4] == fencingToken and kept[3] or '', changes, wanted }
`);

/**
 * ARGV: instance, fencingToken, look, milliseconds to keep, channel, message, number of forgotten jobs, their ids, then id and
 * snapshot of each job seen. Gives 0 for one who does not look any more.
 */
export const writeScript = script(`${prelude}
local me, fencingToken, look, keepFor, channel, message = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
if redis.call('GET', lease) ~= me .. ' ' .. fencingToken or not isWhole() then return 0 end
local version = tonumber(redis.call('HGET', state, 'version'))
local seen = 8 + tonumber(ARGV[7])
for at = 8, seen - 1 do
  redis.call('HDEL', jobs, ARGV[at])
  redis.call('ZREM', order, ARGV[at])
end
for at = seen, #ARGV, 2 do
  version = version + 1
  redis.call('HSET', jobs, ARGV[at], int(version) .. ' ' .. ARGV[at + 1])
  redis.call('ZADD', order, int(version), ARGV[at])
end
redis.call('HSET', state, 'version', int(version), 'count', redis.call('HLEN', jobs), 'lastPoll', look, 'lookedBy', fencingToken)
for _, key in ipairs({ state, jobs, order }) do redis.call('PEXPIRE', key, keepFor) end
redis.call('PUBLISH', channel, message)
return 1
`);

/** ARGV: instance, channel, message. Who polled and leaves tells the others, so that one of them takes over. */
export const leaveScript = script(`${prelude}
local me, channel, message = ARGV[1], ARGV[2], ARGV[3]
redis.call('HDEL', interests, me)
redis.call('ZREM', alive, me)
local held = redis.call('GET', lease)
if held and string.sub(held, 1, #me + 1) == me .. ' ' then
  redis.call('DEL', lease)
  redis.call('PUBLISH', channel, message)
end
return 1
`);

/**
 * KEYS: the generation of a place, then a key for each thing. ARGV: milliseconds to keep, then the things.
 * A thing is kept with its generation: whoever begins another one has forgotten all things of the place.
 */
export const keepScript = script(`
local generation = redis.call('GET', KEYS[1]) or '0'
for at = 2, #KEYS do redis.call('SET', KEYS[at], generation .. ' ' .. ARGV[at], 'PX', ARGV[1]) end
return 1
`);
