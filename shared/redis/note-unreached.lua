-- Notes that a connection took nothing of what was posted to it, and says whether it did so before.
-- KEYS[1] when it first took nothing, in milliseconds
-- ARGV[1] milliseconds that have to lie between, ARGV[2] milliseconds for which the first time is remembered
-- Returns 1 when it took nothing so long ago already, else 0
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local first = redis.call('GET', KEYS[1])
if not first then
  redis.call('SET', KEYS[1], string.format('%.0f', now), 'PX', ARGV[2])
  return 0
end
return now - first >= tonumber(ARGV[1]) and 1 or 0
