-- Lets a message through, or says when it may come back.
-- A refused try changes nothing. An id that was let through within the window passes again and is not counted twice.
-- Times are microseconds of Redis's own clock, so that functions with different clocks count alike.
-- KEYS[1] ZSET of a user's accepted ids
-- ARGV[1] id, ARGV[2] how many pass in a window, ARGV[3] window in milliseconds
-- Returns 0 when it passes, else the milliseconds to wait, at least 1
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local window = ARGV[3] * 1000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
  return math.max(1, math.ceil((oldest + window - now) / 1000))
end
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 0
