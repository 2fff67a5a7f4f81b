-- Notes which rooms a connection has entered, unless something else was noted since it was read.
-- KEYS[1] HASH connection -> details
-- ARGV[1] connection, ARGV[2] what was read, ARGV[3] digest of the rooms
-- Returns 1 when it is noted, 0 when the connection is unknown or something else was noted
local details = redis.call('HGET', KEYS[1], ARGV[1])
if not details then
  return 0
end
local kept, noted = string.match(details, '^([^/]*/[^/]*/)(.*)$')
if noted ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], kept .. ARGV[3])
return 1
