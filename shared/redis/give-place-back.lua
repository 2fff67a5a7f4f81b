-- Gives the place of a try back, unless another try of the same has passed on it since.
-- KEYS[1] ZSET of a user's tries that were let through
-- ARGV[1] digest of the try, ARGV[2] score of its place
-- Returns 1 when it is given back, else 0
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) ~= tonumber(ARGV[2]) then
  return 0
end
return redis.call('ZREM', KEYS[1], ARGV[1])
