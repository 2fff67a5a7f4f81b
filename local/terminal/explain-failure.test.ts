import { describe, expect, it } from 'vitest';
import { explainFailure } from './explain-failure.ts';

describe('explaining why nothing was started', () => {
  it('says what to do when the disk is full, whoever noticed it', () => {
    const written = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const initdb = new Error('cannot create the files of Postgres', {
      cause: new Error('could not write: No space left on device'),
    });

    for (const error of [written, initdb]) {
      expect(explainFailure(error, '/data')).toBe(
        'cannot start: the disk that holds /data is full; make room, or choose another folder with --data FOLDER',
      );
    }
  });

  it('says what to do when the folder may not be written', () => {
    const error = new Error(`EACCES: permission denied, mkdir '/data/logs'`);

    expect(explainFailure(error, '/data')).toMatch(
      /^cannot start: \/data may not be written; choose another/,
    );
  });

  it('leaves every other error as it is', () => {
    expect(explainFailure(new Error('cannot start: port 8000 is in use'), '/data')).toBe(
      'cannot start: port 8000 is in use',
    );
    expect(explainFailure('a word', '/data')).toBe('a word');
  });
});
