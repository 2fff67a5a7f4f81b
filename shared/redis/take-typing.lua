-- Lets a sign pass that somebody is typing, when it is the connection's first of the room in a while; and after each of these
-- one that it is over, for as long as others show it, which is twice that while.
-- KEYS[1] ZSET of the room's connections, KEYS[2] what the connection said of the room lately
-- ARGV[1] user, ARGV[2] connection, ARGV[3] on or off, ARGV[4] the while in seconds
-- Returns 1 when it passes, 0 when it came too soon, is over anyway, or the connection is not in the room
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1] .. '/' .. ARGV[2])
if not ends or tonumber(ends) < tonumber(redis.call('TIME')[1]) then
  return 0
end
local said = redis.call('GET', KEYS[2])
if ARGV[3] == 'off' then
  if said ~= 'on' then
    return 0
  end
  redis.call('SET', KEYS[2], 'off', 'KEEPTTL')
  return 1
end
if said and redis.call('PTTL', KEYS[2]) > ARGV[4] * 1000 then
  return 0
end
redis.call('SET', KEYS[2], 'on', 'EX', 2 * ARGV[4])
return 1
