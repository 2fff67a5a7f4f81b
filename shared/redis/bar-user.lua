-- Takes every connection of a user out of a room, and keeps the user out for a while.
-- All of the room's connections are looked at: the user's own list forgets one whose lease is over, or that a post found gone
-- before its handshake was answered, and such a one may be open all the same.
-- KEYS[1] ZSET of the room's connections, KEYS[2] ZSET of users removed lately
-- ARGV[1] user, ARGV[2] seconds to keep the user out
-- Returns how many connections were in the room
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[2], 'NX')
redis.call('EXPIRE', KEYS[2], ARGV[2], 'GT')
local mine = ARGV[1] .. '/'
local left = 0
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if string.sub(member, 1, #mine) == mine then
    left = left + redis.call('ZREM', KEYS[1], member)
  end
end
return left
