-- Forgets a user's connections whose lease is over.
-- KEYS[1] ZSET of the user's connections, KEYS[2] HASH connection -> details
-- Returns how many there were, and the second at which the last one ended when none is left, else 0
local dead = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', redis.call('TIME')[1], 'WITHSCORES')
for i = 1, #dead, 2 do
  redis.call('ZREM', KEYS[1], dead[i])
  redis.call('HDEL', KEYS[2], dead[i])
end
if #dead == 0 or redis.call('EXISTS', KEYS[1]) == 1 then
  return { #dead / 2, 0 }
end
return { #dead / 2, tonumber(dead[#dead]) }
