-- Users, their sessions and tickets, and the delays that follow failed attempts.

create table users (
  id uuid primary key default uuidv7(),
  username text not null,
  -- Argon2id in PHC form; null once the account is removed.
  password_hash text,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  removed_at timestamptz
);

-- Unique whatever its case.
create unique index users_username on users (lower(username));

create table sessions (
  id uuid primary key default uuidv7(),
  user_id uuid not null references users on delete cascade,
  -- SHA-256 of the token; the token itself is nowhere.
  token_hash bytea not null,
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create unique index sessions_token_hash on sessions (token_hash);
create index sessions_user on sessions (user_id);
create index sessions_expires on sessions (expires_at);

-- A row is deleted by its use.
create table tickets (
  token_hash bytea primary key,
  session_id uuid not null references sessions on delete cascade,
  expires_at timestamptz not null
);

create index tickets_session on tickets (session_id);
create index tickets_expires on tickets (expires_at);

-- How often something was tried in vain, and when it may be tried again.
create table attempts (
  key text primary key,
  failures bigint not null,
  blocked_until timestamptz not null,
  forgotten_at timestamptz not null
);

create index attempts_forgotten on attempts (forgotten_at);

-- Who did what that cannot be seen in a room's events.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_id uuid,
  action text not null,
  subject_id uuid,
  details jsonb not null default '{}'
);

create index audit_actor on audit (actor_id, at);
