-- Lets a user into a room again who was kept out, unless that was since the user was added.
-- KEYS[1] ZSET of users removed lately, scored by when that is forgotten
-- ARGV[1] user, ARGV[2] when the user was added (seconds since 1970), ARGV[3] seconds that a removal keeps a user out
-- Returns 1 when the user is let in, 0 when somebody has removed the user since
local forgotten = redis.call('ZSCORE', KEYS[1], ARGV[1])
if forgotten and forgotten - ARGV[3] > tonumber(ARGV[2]) then
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
return 1
