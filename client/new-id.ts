/** A random UUID, version 4. `crypto.randomUUID` is there in a page only when it came over HTTPS, or from this machine. */
export const newUuid = (): string =>
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => {
    const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
    // Of the digit 8, which tells the variant, two bits stay.
    return (Number(digit) ^ (random & (15 >> (Number(digit) / 4)))).toString(16);
  });
