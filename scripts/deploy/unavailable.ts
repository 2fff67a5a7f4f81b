/** A deployment can't be tried on this machine: no Python, no registry, no openssl. Nobody's fault. */
export class Unavailable extends Error {}
