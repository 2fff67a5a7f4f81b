-- Makes a connection one of those that a room's events go to, unless its user was removed from the room just now.
-- KEYS[1] ZSET of the room's connections, KEYS[2] ZSET of users removed lately
-- ARGV[1] user, ARGV[2] connection, ARGV[3] seconds until it ends at the latest
-- Returns 1 when it is entered, 0 when its user was removed
local now = redis.call('TIME')[1]
local forgotten = redis.call('ZSCORE', KEYS[2], ARGV[1])
if forgotten and tonumber(forgotten) > tonumber(now) then
  return 0
end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1] .. '/' .. ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3], 'NX')
redis.call('EXPIRE', KEYS[1], ARGV[3], 'GT')
return 1
