-- Renews the lease of a connection that is registered. Keys are kept for two leases, so that the sweeper finds the last one ended.
-- KEYS[1] ZSET of the user's connections, KEYS[2] HASH connection -> details, KEYS[3] ZSET of connections to enter their rooms again
-- ARGV[1] connection, ARGV[2] lease in seconds
-- Returns 1 when it was renewed, 0 when the connection has to enter its rooms: it is unknown (it was refused or ended, or Redis
-- was lost), or the time has come to do so again
local now = redis.call('TIME')[1]
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], 2 * ARGV[2])
redis.call('EXPIRE', KEYS[2], 2 * ARGV[2])
local due = redis.call('ZSCORE', KEYS[3], ARGV[1])
if due and tonumber(due) <= tonumber(now) then
  redis.call('ZREM', KEYS[3], ARGV[1])
  return 0
end
return 1
