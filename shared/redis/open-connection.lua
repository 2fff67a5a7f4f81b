-- Registers a connection of a user with its details, unless the user has too many.
-- Connections whose lease is over are forgotten first. Keys are kept for two leases, so that the sweeper finds the last one ended.
-- KEYS[1] ZSET of the user's connections, KEYS[2] HASH connection -> details, KEYS[3] set when others were told that the user has gone
-- ARGV[1] connection, ARGV[2] details (session/room/), ARGV[3] lease in seconds, ARGV[4] connections at most
-- Returns what it is: 0 none, there are too many; 1 another one, or the same again; 2 the user's first one; 3 the first one of a
-- user whom others were told to have gone
local now = redis.call('TIME')[1]
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
  redis.call('ZREM', KEYS[1], dead)
  redis.call('HDEL', KEYS[2], dead)
end
local open = redis.call('ZCARD', KEYS[1])
if open >= tonumber(ARGV[4]) and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], 2 * ARGV[3])
redis.call('EXPIRE', KEYS[2], 2 * ARGV[3])
if redis.call('DEL', KEYS[3]) == 1 then
  return 3
end
return open == 0 and 2 or 1
