-- Those who may look after the users of the whole installation.

alter table users add column admin boolean not null default false;
