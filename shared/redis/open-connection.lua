-- Registers a connection of a user with its details, unless the user has too many.
-- Connections whose lease is over are forgotten first.
-- KEYS[1] ZSET of the user's connections, KEYS[2] HASH connection -> details
-- ARGV[1] connection, ARGV[2] details (session/room), ARGV[3] lease in seconds, ARGV[4] connections at most
-- Returns 1 when it is registered, 0 when there are too many
local now = redis.call('TIME')[1]
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
  redis.call('ZREM', KEYS[1], dead)
  redis.call('HDEL', KEYS[2], dead)
end
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then
  return 0
end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[3])
return 1
