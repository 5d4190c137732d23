// What Redis does in one step for a start. A reservation is a hash: fingerprint, owner and until (its lease), sentAt,
// started (the job, as text). The server gives the time, so that all instances reckon by one clock.
import { script } from './watchScripts.ts';

const prelude = `
local key = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function int(number) return string.format('%.0f', number) end
`;

/**
 * ARGV: owner, fingerprint, milliseconds of a lease, of the rest, and what this instance remembers itself, for a server
 * that was emptied: how many milliseconds ago it was sent ('' where it was not), the job ('' where there is none).
 * Gives ['mismatch'], ['finished', job], ['held'], or ['acquired', milliseconds since it was sent or ''].
 */
export const acquireScript = script(`${prelude}
local me, fingerprint, leaseFor, keepFor, sentAgo, started = unpack(ARGV)
if redis.call('EXISTS', key) == 0 and (sentAgo ~= '' or started ~= '') then
  redis.call('HSET', key, 'fingerprint', fingerprint)
  if started ~= '' then redis.call('HSET', key, 'started', started)
  else redis.call('HSET', key, 'sentAt', int(now - sentAgo)) end
  redis.call('PEXPIRE', key, keepFor)
end
local kept = redis.call('HMGET', key, 'fingerprint', 'owner', 'until', 'sentAt', 'started')
local isHeld = kept[2] and kept[2] ~= me and tonumber(kept[3]) > now
if kept[1] and kept[1] ~= fingerprint and (kept[5] or kept[4] or isHeld) then return { 'mismatch' } end
if kept[5] then return { 'finished', kept[5] } end
if isHeld then return { 'held' } end
redis.call('HSET', key, 'fingerprint', fingerprint, 'owner', me, 'until', int(now + leaseFor))
redis.call('PEXPIRE', key, keepFor)
return { 'acquired', kept[4] and int(now - kept[4]) or '' }
`);

/** ARGV: owner, milliseconds of a lease, the new state. Gives 0 where it is not this owner's. */
export const renewScript = script(`${prelude}
local me, leaseFor, state = unpack(ARGV)
local kept = redis.call('HMGET', key, 'owner', 'started')
if kept[1] ~= me or kept[2] then return 0 end
redis.call('HSET', key, 'until', int(now + leaseFor))
if state == 'sending' then redis.call('HSET', key, 'sentAt', int(now)) end
if state == 'notExecuted' then redis.call('HDEL', key, 'sentAt') end
return 1
`);

/** ARGV: fingerprint, job, milliseconds to keep it. */
export const finishScript = script(`${prelude}
if redis.call('HEXISTS', key, 'started') == 1 then return 0 end
redis.call('DEL', key)
redis.call('HSET', key, 'fingerprint', ARGV[1], 'started', ARGV[2])
redis.call('PEXPIRE', key, ARGV[3])
return 1
`);

/** ARGV: owner, 1 to forget it. */
export const releaseScript = script(`
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
if ARGV[2] == '1' then redis.call('DEL', KEYS[1]) else redis.call('HDEL', KEYS[1], 'owner', 'until') end
return 1
`);
