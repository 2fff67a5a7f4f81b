-- Takes a user's connections out of a room, and keeps them out for a while.
-- KEYS[1] ZSET of the room's connections, KEYS[2] ZSET of users removed lately
-- ARGV[1] user, ARGV[2] seconds to keep the user out, ARGV[3] ... the user's connections
-- Returns how many connections were in the room
local now = redis.call('TIME')[1]
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[2], 'NX')
redis.call('EXPIRE', KEYS[2], ARGV[2], 'GT')
local left = 0
for i = 3, #ARGV do
  left = left + redis.call('ZREM', KEYS[1], ARGV[1] .. '/' .. ARGV[i])
end
return left
