-- Takes users out of the list of those who have gone, the longest gone first.
-- KEYS[1] ZSET of users, scored by the second at which their last connection ended
-- ARGV[1] seconds that they have to be gone, ARGV[2] users at most
-- Returns each user and its second
local until_then = redis.call('TIME')[1] - ARGV[1]
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', until_then, 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #gone, 2 do
  redis.call('ZREM', KEYS[1], gone[i])
end
return gone
