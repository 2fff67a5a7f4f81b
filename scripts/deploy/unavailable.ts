/** Something can't be tried on this machine: no Python, no registry, no openssl. Nobody's fault. */
export class Unavailable extends Error {}

/** What a script ends with then, EX_TEMPFAIL of sysexits.h: not here, not now. */
export const notHere = 75;
