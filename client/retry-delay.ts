const least = 1_000;
const most = 30_000;

/**
 * Milliseconds to wait before try number `tries` (0 is the first): evenly spread between 1 s and a cap that starts at
 * `firstCap` and doubles up to 30 s.
 */
function fullJitter(tries: number, random: () => number, firstCap: number): number {
  const cap = Math.min(most, firstCap * 2 ** Math.min(tries, 10));
  return least + random() * (cap - least);
}

/**
 * How long to wait before connecting again.
 *
 * @NOTE The first cap is 12 s and not 1 s: when a gateway drops a thousand clients at once, their first tries must already
 * be spread over 10 s or more.
 */
export function reconnectDelay(tries: number, random: () => number): number {
  return fullJitter(tries, random, 12_000);
}

/** How long a frame without an answer is waited for: 5 s the first time, then spread. */
export function answerDelay(tries: number, random: () => number): number {
  return tries === 0 ? 5_000 : fullJitter(tries - 1, random, 10_000);
}

const minute = 60_000;

/** How long a connection is kept before the next one is opened: the gateway cuts it after two hours. */
export function renewalDelay(random: () => number): number {
  return (105 + 10 * random()) * minute;
}
