/**
 * What the functions' user may do on the cache: our keys, with all data commands and scripts; not what looks into or changes
 * the server. `info` is how the client knows that it is up. The tests on Redis run as a user with just this.
 */
export const cacheAccess = 'on ~user:* ~room:* ~sweep:* +@all -@admin -@dangerous +info';
