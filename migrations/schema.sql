column attempts.key text not null
column attempts.failures bigint not null
column attempts.blocked_until timestamp with time zone not null
column attempts.forgotten_at timestamp with time zone not null
column audit.id bigint not null identity
column audit.at timestamp with time zone not null default now()
column audit.actor_id uuid
column audit.action text not null
column audit.subject_id uuid
column audit.details jsonb not null default '{}'::jsonb
column events.room_id uuid not null
column events.seq bigint not null
column events.kind text not null
column events.sender_id uuid not null
column events.created_at timestamp with time zone not null default clock_timestamp()
column events.delivered_at timestamp with time zone
column events.client_message_id uuid
column events.body text
column events.reply_to bigint
column events.member_id uuid
column events.role text
column events.name text
column events.target_seq bigint
column events.emoji text
column events.is_on boolean
column events.last_edit bigint
column events.deletion_seq bigint
column members.room_id uuid not null
column members.user_id uuid not null
column members.role text not null
column members.joined_at timestamp with time zone not null default now()
column members.read_seq bigint not null default 0
column rooms.id uuid not null default uuidv7()
column rooms.name text not null
column rooms.epoch uuid not null default uuidv7()
column rooms.head bigint not null default 0
column rooms.created_at timestamp with time zone not null default now()
column sessions.id uuid not null default uuidv7()
column sessions.user_id uuid not null
column sessions.token_hash bytea not null
column sessions.created_at timestamp with time zone not null default now()
column sessions.used_at timestamp with time zone not null default now()
column sessions.expires_at timestamp with time zone not null
column tickets.token_hash bytea not null
column tickets.session_id uuid not null
column tickets.expires_at timestamp with time zone not null
column users.id uuid not null default uuidv7()
column users.username text not null
column users.password_hash text
column users.created_at timestamp with time zone not null default now()
column users.disabled_at timestamp with time zone
column users.removed_at timestamp with time zone
column users.admin boolean not null default false
constraint attempts.attempts_pkey PRIMARY KEY (key)
constraint audit.audit_pkey PRIMARY KEY (id)
constraint events.events_body_check CHECK (((kind = ANY (ARRAY['message'::text, 'edit'::text])) = (body IS NOT NULL))) NOT VALID
constraint events.events_check1 CHECK (((kind = ANY (ARRAY['memberJoined'::text, 'memberLeft'::text])) = (member_id IS NOT NULL)))
constraint events.events_check2 CHECK (((kind = 'rename'::text) = (name IS NOT NULL)))
constraint events.events_erased_check CHECK (((deletion_seq IS NULL) OR (body = ''::text))) NOT VALID
constraint events.events_id_check CHECK (((kind = ANY (ARRAY['message'::text, 'edit'::text, 'deletion'::text, 'reaction'::text])) = (client_message_id IS NOT NULL))) NOT VALID
constraint events.events_kind_check CHECK ((kind = ANY (ARRAY['message'::text, 'edit'::text, 'deletion'::text, 'reaction'::text, 'memberJoined'::text, 'memberLeft'::text, 'rename'::text]))) NOT VALID
constraint events.events_member_id_fkey FOREIGN KEY (member_id) REFERENCES users(id)
constraint events.events_pkey PRIMARY KEY (room_id, seq)
constraint events.events_reaction_check CHECK (((kind = 'reaction'::text) = ((emoji IS NOT NULL) AND (is_on IS NOT NULL)))) NOT VALID
constraint events.events_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id) ON DELETE CASCADE
constraint events.events_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES users(id)
constraint events.events_target_check CHECK (((kind = ANY (ARRAY['edit'::text, 'deletion'::text, 'reaction'::text])) = (target_seq IS NOT NULL))) NOT VALID
constraint members.members_pkey PRIMARY KEY (room_id, user_id)
constraint members.members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'member'::text])))
constraint members.members_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id) ON DELETE CASCADE
constraint members.members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
constraint rooms.rooms_pkey PRIMARY KEY (id)
constraint sessions.sessions_pkey PRIMARY KEY (id)
constraint sessions.sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
constraint tickets.tickets_pkey PRIMARY KEY (token_hash)
constraint tickets.tickets_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE
constraint users.users_pkey PRIMARY KEY (id)
CREATE INDEX attempts_forgotten ON public.attempts USING btree (forgotten_at)
CREATE UNIQUE INDEX attempts_pkey ON public.attempts USING btree (key)
CREATE INDEX audit_actor ON public.audit USING btree (actor_id, at)
CREATE UNIQUE INDEX audit_pkey ON public.audit USING btree (id)
CREATE INDEX events_sender ON public.events USING btree (sender_id, created_at)
CREATE INDEX events_undelivered ON public.events USING btree (created_at) WHERE (delivered_at IS NULL)
CREATE UNIQUE INDEX events_client_message ON public.events USING btree (room_id, sender_id, client_message_id) WHERE (client_message_id IS NOT NULL)
CREATE UNIQUE INDEX events_pkey ON public.events USING btree (room_id, seq)
CREATE INDEX members_user ON public.members USING btree (user_id)
CREATE UNIQUE INDEX members_pkey ON public.members USING btree (room_id, user_id)
CREATE UNIQUE INDEX rooms_pkey ON public.rooms USING btree (id)
CREATE INDEX sessions_expires ON public.sessions USING btree (expires_at)
CREATE INDEX sessions_user ON public.sessions USING btree (user_id)
CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (id)
CREATE UNIQUE INDEX sessions_token_hash ON public.sessions USING btree (token_hash)
CREATE INDEX tickets_expires ON public.tickets USING btree (expires_at)
CREATE INDEX tickets_session ON public.tickets USING btree (session_id)
CREATE UNIQUE INDEX tickets_pkey ON public.tickets USING btree (token_hash)
CREATE UNIQUE INDEX users_pkey ON public.users USING btree (id)
CREATE UNIQUE INDEX users_username ON public.users USING btree (lower(username))
view room_events
 SELECT e.room_id,
    e.seq,
    e.kind,
    e.created_at,
    e.sender_id,
    sender.username AS sender_name,
    e.client_message_id,
    e.body,
    e.reply_to,
    e.member_id,
    member.username AS member_name,
    e.role,
    e.name,
    e.target_seq,
    e.emoji,
    e.is_on,
    e.last_edit,
    e.deletion_seq
   FROM ((events e
     JOIN users sender ON ((sender.id = e.sender_id)))
     LEFT JOIN users member ON ((member.id = e.member_id)));
