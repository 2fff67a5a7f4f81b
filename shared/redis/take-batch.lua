-- Takes the next entries of a room's outbox for the deliver function, under the room's lease. They stay in the outbox until
-- they are settled. With nothing left to deliver the lease ends.
-- KEYS[1] ZSET outbox: entries scored by seq, KEYS[2] HASH lease, KEYS[3] ZSET of the room's connections
-- ARGV[1] token of the caller, ARGV[2] lease in milliseconds, ARGV[3] entries of a batch at most, ARGV[4] milliseconds
-- that each connection adds to the lease
-- Returns "batch" with the entries (each with its seq) and the connections; "empty"; "held" with who has the lease: "sender" or "deliver"
local holder = redis.call('HGET', KEYS[2], 'token')
if holder and holder ~= ARGV[1] then
  return { 'held', redis.call('HGET', KEYS[2], 'by') }
end
local entries = redis.call('ZRANGE', KEYS[1], 0, ARGV[3] - 1, 'WITHSCORES')
if #entries == 0 then
  redis.call('DEL', KEYS[2])
  return { 'empty' }
end
local connections = redis.call('ZRANGEBYSCORE', KEYS[3], redis.call('TIME')[1], '+inf')
redis.call('HSET', KEYS[2], 'token', ARGV[1], 'by', 'deliver')
redis.call('PEXPIRE', KEYS[2], math.ceil(ARGV[2] + #connections * ARGV[4]))
return { 'batch', entries, connections }
