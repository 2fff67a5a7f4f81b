-- Lets a sign pass that somebody is typing, or no longer, when it is the connection's first of the room in a while. After "on",
-- one "off" passes at any time.
-- KEYS[1] ZSET of the room's connections, KEYS[2] what the connection said of the room lately
-- ARGV[1] user, ARGV[2] connection, ARGV[3] on or off, ARGV[4] the while in seconds
-- Returns 1 when it passes, 0 when it came too soon or the connection is not in the room
local ends = redis.call('ZSCORE', KEYS[1], ARGV[1] .. '/' .. ARGV[2])
if not ends or tonumber(ends) < tonumber(redis.call('TIME')[1]) then
  return 0
end
local said = redis.call('GET', KEYS[2])
if said == 'on' and ARGV[3] == 'off' then
  redis.call('SET', KEYS[2], 'off', 'KEEPTTL')
  return 1
end
if said then
  return 0
end
redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[4])
return 1
