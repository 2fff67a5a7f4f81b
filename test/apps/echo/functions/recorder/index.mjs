/** Writes what it was handed, so that a test can see it. */
export const handler = async (event) => {
  process.stdout.write(`${JSON.stringify({ level: 'INFO', message: 'recorded', event })}\n`);
  return 'recorded';
};
