import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../shared/postgres/database.ts';
import { migrate } from '../../shared/postgres/migrate.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';

/** All that the application may do: the letters say select, insert, update, delete. */
const mayDo = {
  attempts: 'SIUD',
  audit: 'I',
  events: 'SIU',
  members: 'SIUD',
  migrations: '',
  room_events: 'S',
  rooms: 'SIUD',
  sessions: 'SIUD',
  tickets: 'SID',
  users: 'SIU',
};

let database: TestDatabase;

beforeAll(async () => {
  database = await makeDatabase();
  // What belongs to a database as a whole is not copied with the template.
  await migrate({ logins: [async () => ({ connectionString: database.url })], folder: 'migrations' });
});
afterAll(() => database.drop());

describe('the application’s role', () => {
  it('may do with each table and view what is written here, and nothing else', async () => {
    const rows = await database.query<{ name: string; privileges: string }>(
      `select c.relname as name,
         coalesce(string_agg(left(p, 1), '' order by o) filter (where has_table_privilege('parley_app', c.oid, p)), '')
           as privileges
       from pg_class c, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) with ordinality _ (p, o)
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
       group by c.relname`,
      [],
    );

    expect(Object.fromEntries(rows.map(({ name, privileges }) => [name, privileges]))).toEqual(mayDo);
  });

  it('has no further privilege on any table, and owns nothing', async () => {
    const [found] = await database.query(
      `select
         bool_or(has_table_privilege('parley_app', oid, 'truncate, references, trigger, maintain')) as more,
         bool_or(relowner = 'parley_app'::regrole) as owns
       from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')`,
      [],
    );

    expect(found).toEqual({ more: false, owns: false });
  });

  it('is nobody special, and belongs to no other role', async () => {
    const [found] = await database.query(
      `select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as special, rolcanlogin,
         (select count(*) from pg_auth_members where member = r.oid) as roles
       from pg_roles r where rolname = current_user`,
      [],
    );

    expect(found).toEqual({ special: false, rolcanlogin: true, roles: 0 });
  });

  it.each([
    'create table extra (id int)',
    'create temporary table extra (id int)',
    'create schema extra',
    'create function extra() returns int language sql return 1',
    'alter table users add column extra int',
    'drop table users',
    'truncate events',
    'delete from events',
    'delete from users',
    'update audit set action = $$nothing$$',
    'delete from audit',
    'select * from audit',
    'select * from migrations',
    'create role extra',
    'copy users to program $$true$$',
  ])('may not: %s', async (statement) => {
    await expect(database.query(statement, [])).rejects.toThrow(/permission denied|must be owner/);
  });

  it('gives up a statement after five seconds, where it logs in itself', async () => {
    const [found] = await database.query(
      `select setconfig from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
       where d.datname = current_database() and s.setrole = 'parley_app'::regrole`,
      [],
    );

    expect(found).toEqual({ setconfig: ['statement_timeout=5s'] });
  });

  it('is what a given server’s user becomes', async () => {
    const asOwner = openDatabase({ connectionString: database.url, connections: 1 });

    const [owner] = await asOwner.query('select current_user as name', []);
    const [application] = await database.query('select current_user as name, session_user as login', []);
    await asOwner.close();

    expect(application).toEqual({ name: 'parley_app', login: (owner as { name: string }).name });
  });
});
