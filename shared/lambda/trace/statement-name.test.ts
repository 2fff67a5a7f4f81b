import { describe, expect, it } from 'vitest';
import acceptMessage from '../../postgres/accept-message.sql';
import sync from '../../postgres/sync.sql';
import { statementName } from './statement-name.ts';

describe('the name of a statement', () => {
  it('is what it writes, where it writes', () => {
    expect(statementName(acceptMessage)).toBe('update rooms + insert into events');
    expect(statementName('delete from sessions where id = $1')).toBe('delete from sessions');
    expect(statementName('insert into a (b) values ($1) on conflict do update set b = $1')).toBe(
      'insert into a',
    );
  });

  it('is the tables that it reads, where it only reads', () => {
    expect(statementName(sync)).toBe('select sessions users members rooms');
    expect(statementName('select role from members where room_id = $1')).toBe('select members');
  });

  it('holds neither comments nor text', () => {
    expect(
      statementName("-- from secrets\nselect 'x' from users u join unnest($1::text[]) as d on true"),
    ).toBe('select users');
  });
});
