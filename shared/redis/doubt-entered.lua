-- Has every connection of a user enter its rooms again with its next heartbeat.
-- KEYS[1] HASH connection -> details
-- ARGV[1] what is noted in the place of the rooms: nothing that was noted before
-- Returns how many there are
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local kept = string.match(all[i + 1], '^[^/]*/[^/]*/')
  redis.call('HSET', KEYS[1], all[i], kept .. ARGV[1])
end
return #all / 2
