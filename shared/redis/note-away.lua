-- Notes that others are told that a user has gone, unless the user has a connection. What is left of connections whose lease is over
-- goes, so that one that comes to life again is the first.
-- KEYS[1] ZSET of the user's connections, KEYS[2] HASH connection -> details, KEYS[3] set when others were told that the user has gone
-- ARGV[1] seconds to keep that note
-- Returns 1 when it is noted, 0 when the user has a connection
if redis.call('ZCOUNT', KEYS[1], redis.call('TIME')[1], '+inf') > 0 then
  return 0
end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('SET', KEYS[3], '1', 'EX', ARGV[1])
return 1
