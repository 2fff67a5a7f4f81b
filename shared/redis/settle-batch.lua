-- Takes events out of a room's outbox: they were posted. Notes them as such where the database does not know it yet, and
-- ends the caller's lease where it is to end.
-- KEYS[1] ZSET outbox: entries scored by seq, KEYS[2] HASH lease, KEYS[3] ZSET of seqs posted, scored by when (seconds)
-- ARGV[1] token of the caller, ARGV[2] "1": the lease ends, ARGV[3] "1": the seqs are noted as posted
-- ARGV[4] seconds to keep that note, ARGV[5] ... seqs
-- Returns how many entries are left
local now = redis.call('TIME')[1]
for i = 5, #ARGV do
  redis.call('ZREMRANGEBYSCORE', KEYS[1], ARGV[i], ARGV[i])
  if ARGV[3] == '1' then
    redis.call('ZADD', KEYS[3], now, ARGV[i])
  end
end
if ARGV[3] == '1' then
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - ARGV[4])
  redis.call('EXPIRE', KEYS[3], ARGV[4])
end
if ARGV[2] == '1' and redis.call('HGET', KEYS[2], 'token') == ARGV[1] then
  redis.call('DEL', KEYS[2])
end
return redis.call('ZCARD', KEYS[1])
