-- Lets a message or a change through, or says when it may come back.
-- A refused try changes nothing but the count of the connection's frames. One that was let through within the window
-- passes again and is not counted twice, and the place is its own from then on: the score moves by a microsecond. Of one that
-- was let through before, Postgres has to say first whether it is stored: then its retry takes no place.
-- Times are microseconds of Redis's own clock, so that functions with different clocks count alike.
-- KEYS[1] ZSET of a user's tries that were let through, KEYS[2] count of the connection's frames in this second
-- ARGV[1] digest of the try, ARGV[2] how many pass in a window, ARGV[3] window in milliseconds, ARGV[4] frames in a second,
-- ARGV[5] how long a try is remembered in milliseconds, ARGV[6] 1 when it is known not to be stored (it was counted as a frame
-- when that was asked), else 0, ARGV[7] how many are remembered
-- Returns what becomes of it (0: it took a place, 1: it has one already, 2: it has to wait, 3: it has to wait, and the
-- connection sends too many frames, 4: it was let through before the window), the milliseconds to wait, and of 0 and 1 the score of
-- its place
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local window = ARGV[3] * 1000
local first = now - window + 1
local flood = 0
if ARGV[6] == '0' then
  if redis.call('INCR', KEYS[2]) == 1 then
    redis.call('PEXPIRE', KEYS[2], 1000)
  end
  if tonumber(redis.call('GET', KEYS[2])) > tonumber(ARGV[4]) then
    flood = math.max(1, redis.call('PTTL', KEYS[2]))
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[5] * 1000)
local before = flood == 0 and redis.call('ZSCORE', KEYS[1], ARGV[1])
if before and tonumber(before) >= first then
  return { 1, 0, tonumber(redis.call('ZINCRBY', KEYS[1], 1, ARGV[1])) }
end
if before and ARGV[6] == '0' then
  return { 4, 0 }
end
if redis.call('ZCOUNT', KEYS[1], first, '+inf') >= tonumber(ARGV[2]) then
  local oldest = redis.call('ZRANGE', KEYS[1], first, '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')[2]
  local wait = math.ceil((oldest + window - now) / 1000)
  return { flood > 0 and 3 or 2, math.max(1, wait, flood) }
end
if flood > 0 then
  return { 3, flood }
end
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -ARGV[7] - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return { 0, 0, now }
