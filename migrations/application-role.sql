-- The role that functions act as, and all that it may do: rows of these tables, and nothing of the schema. It owns nothing.
-- Run after every migration, as a whole. A new table is a new line here; a test finds one that was forgotten.

-- Roles belong to the server: another database of it may be making this one at the same moment.
do $$
begin
  if to_regrole('parley_app') is null then
    create role parley_app login;
  end if;
exception when duplicate_object or unique_violation then
  null;
end
$$;

do $$
begin
  if to_regrole('rds_iam') is not null then
    -- On RDS it has no password: it logs in with tokens. Whoever belongs to it would have to as well, so nobody does.
    if not pg_has_role('parley_app', 'rds_iam', 'member') then
      grant rds_iam to parley_app;
    end if;
  elsif not pg_has_role(current_user, 'parley_app', 'set') then
    -- Elsewhere functions log in as whoever the URL names, and then become it.
    execute format('grant parley_app to %I with inherit false, set true', current_user);
  end if;
end
$$;

do $$
begin
  -- No statement of ours needs a second; a function is gone after 29 s, and its locks must not outlive it.
  execute format('alter role parley_app in database %I set statement_timeout = %L', current_database(), '5s');
  execute format('revoke temporary on database %I from public', current_database());
end
$$;

revoke create on schema public from public;
revoke all on all tables in schema public from parley_app;

grant select, insert, update on users to parley_app;
grant select, insert, update, delete on sessions to parley_app;
grant select, insert, delete on tickets to parley_app;
grant select, insert, update, delete on attempts to parley_app;
-- What was done stays written.
grant insert on audit to parley_app;
grant select, insert, update, delete on rooms to parley_app;
grant select, insert, update, delete on members to parley_app;
-- They go with their room only.
grant select, insert, update on events to parley_app;
grant select on room_events to parley_app;
