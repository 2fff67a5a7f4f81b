-- Renews the lease of a connection that is registered. Keys are kept for two leases, so that the sweeper finds the last one ended.
-- KEYS[1] ZSET of the user's connections, KEYS[2] HASH connection -> details
-- ARGV[1] connection, ARGV[2] lease in seconds
-- Returns its details, or nil when it is unknown: it was refused or ended, or Redis was lost
local now = redis.call('TIME')[1]
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return false
end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[1], 2 * ARGV[2])
redis.call('EXPIRE', KEYS[2], 2 * ARGV[2])
return redis.call('HGET', KEYS[2], ARGV[1])
