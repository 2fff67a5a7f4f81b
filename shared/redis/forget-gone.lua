-- Takes a connection that the gateway does not know out of a room, unless it entered the room just now: before its handshake is
-- answered the gateway does not know it yet.
-- KEYS[1] ZSET of the room's connections
-- ARGV[1] user, ARGV[2] connection, ARGV[3] seconds until a connection that enters now ends at the latest, ARGV[4] seconds that a
-- handshake takes at most
-- Returns 1 when it is not in the room (any more), 0 when it stays
local member = ARGV[1] .. '/' .. ARGV[2]
local ends = redis.call('ZSCORE', KEYS[1], member)
if ends and tonumber(ends) > redis.call('TIME')[1] + ARGV[3] - ARGV[4] then
  return 0
end
redis.call('ZREM', KEYS[1], member)
return 1
