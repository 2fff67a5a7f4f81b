-- Counts a frame of a connection.
-- KEYS[1] count of the connection's frames in this second
-- ARGV[1] frames in a second
-- Returns 0 when it may be answered, else the milliseconds to wait, at least 1
if redis.call('INCR', KEYS[1]) == 1 then
  redis.call('PEXPIRE', KEYS[1], 1000)
end
if tonumber(redis.call('GET', KEYS[1])) > tonumber(ARGV[1]) then
  return math.max(1, redis.call('PTTL', KEYS[1]))
end
return 0
