const noSpace = /ENOSPC|no space left/i;
const noRight = /EACCES|EROFS|EPERM|permission denied|read-only file system/i;

/** What an error and those that caused it say. */
function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `; ${said(error.cause)}`;
  return `${error.message}${cause}`;
}

/** One line that says why nothing was started, and what to do about it where the system's own words don't. */
export function explainFailure(error: unknown, dataDir: string): string {
  const text = said(error);
  const message = error instanceof Error ? error.message : text;
  if (noSpace.test(text)) {
    return `cannot start: the disk that holds ${dataDir} is full; make room, or choose another folder with --data FOLDER`;
  }
  if (noRight.test(text) && text.includes(dataDir)) {
    return `cannot start: ${dataDir} may not be written; choose another folder with --data FOLDER (${message})`;
  }
  return message;
}
