-- Forgets a user's connections whose lease is over.
-- KEYS[1] ZSET of the user's connections, KEYS[2] HASH connection -> details
-- Returns how many there were
local dead = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', redis.call('TIME')[1])
for _, connection in ipairs(dead) do
  redis.call('ZREM', KEYS[1], connection)
  redis.call('HDEL', KEYS[2], connection)
end
return #dead
