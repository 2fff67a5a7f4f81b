-- Forgets a connection of a user, and those whose lease is over.
-- KEYS[1] ZSET of the user's connections, KEYS[2] HASH connection -> details
-- ARGV[1] connection
-- Returns the second of now when the user's last one went by this, else 0
local now = redis.call('TIME')[1]
local ended = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)
ended[#ended + 1] = ARGV[1]
local gone = 0
for _, connection in ipairs(ended) do
  gone = gone + redis.call('ZREM', KEYS[1], connection)
  redis.call('HDEL', KEYS[2], connection)
end
if gone == 0 or redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
return tonumber(now)
