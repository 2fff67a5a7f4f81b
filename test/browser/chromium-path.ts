import { existsSync } from 'node:fs';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium that browser tests drive: `CHROMIUM`, or where systems' packages put it. Undefined when there is none. */
export const chromiumPath: string | undefined = [process.env['CHROMIUM'] ?? '', ...usual].find(
  (path) => path !== '' && existsSync(path),
);
