-- Puts events into a room's outbox, each seq once, and says who delivers them. Whoever takes the lease here delivers, and nobody else
-- meanwhile; so a room's batches go out one after another.
-- KEYS[1] ZSET outbox: entries scored by seq, KEYS[2] HASH lease, KEYS[3] ZSET of the room's connections
-- ARGV[1] token of the caller, ARGV[2] lease in milliseconds, ARGV[3] connections that the caller itself posts to at most
-- ARGV[4] entries of a batch at most, ARGV[5] seconds to keep what nobody delivers, ARGV[6] ... seq and entry of each event
-- Returns what the caller has to do, for the first with the entries (each with its seq) and the connections:
--   "post": the caller has the lease, posts these entries to these connections and settles
--   "give": the caller has the lease and gives it to the deliver function: there are too many connections
--   "call": another sender has the lease and looks no further than its own batch, so this one calls the deliver function
--   "rest": the deliver function has the lease and looks again before it ends it, or has been called
for i = 6, #ARGV, 2 do
  if redis.call('ZCOUNT', KEYS[1], ARGV[i], ARGV[i]) == 0 then
    redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
redis.call('EXPIRE', KEYS[1], ARGV[5])
local holder = redis.call('HGET', KEYS[2], 'by')
if holder then
  if holder == 'sender' and redis.call('HSETNX', KEYS[2], 'called', '1') == 1 then
    return { 'call' }
  end
  return { 'rest' }
end
local now = redis.call('TIME')[1]
local isLarge = redis.call('ZCOUNT', KEYS[3], now, '+inf') > tonumber(ARGV[3])
redis.call('HSET', KEYS[2], 'token', ARGV[1], 'by', isLarge and 'deliver' or 'sender')
redis.call('PEXPIRE', KEYS[2], ARGV[2])
if isLarge then
  return { 'give' }
end
return {
  'post',
  redis.call('ZRANGE', KEYS[1], 0, ARGV[4] - 1, 'WITHSCORES'),
  redis.call('ZRANGEBYSCORE', KEYS[3], now, '+inf'),
}
