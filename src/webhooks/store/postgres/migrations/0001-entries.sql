-- Texts in natural order, without regard to case and accents, as `Intl.Collator` compares them.
create collation concordat.natural (provider = icu, locale = 'en-u-kn-true-ks-level1', deterministic = false);

-- A text as it is searched; `foldText` in store/text.ts is the same.
create function concordat.fold(content text) returns text
  language sql immutable strict parallel safe
  return normalize(upper(normalize(content, NFC) collate "und-x-icu"), NFC) collate "C";

-- The columns have the names of the fields of `WebHook`. Times are as the API shows them, in UTC.
create table concordat.webhooks (
  id bigint primary key,
  unique_id text not null,
  business_id bigint not null,
  name text not null,
  action integer not null,
  url text not null,
  description text,
  active boolean not null,
  last_trigger text collate "C",
  last_error text,
  error_count bigint not null,
  created_on text collate "C" not null,
  updated_on text collate "C" not null,
  updated_by text not null,
  system_id text,
  is_new boolean not null,
  to_string_text text not null,
  localization_details json,
  custom_fields json,
  -- Texts with characters that PostgreSQL has none of, by the names of their fields.
  unstorable json,
  folded_name text collate "C" generated always as (concordat.fold(name)) stored,
  folded_description text collate "C" generated always as (concordat.fold(description)) stored,
  folded_url text collate "C" generated always as (concordat.fold(url)) stored,
  folded_last_error text collate "C" generated always as (concordat.fold(last_error)) stored
) with (fillfactor = 80);

-- Where an event is delivered to.
create index webhooks_place on concordat.webhooks (business_id, action) where active;

create sequence concordat.webhook_ids as bigint;

create table concordat.users (
  email text collate "C" primary key,
  id text not null,
  password_hash text not null,
  password_version integer not null,
  admin boolean not null,
  roles json not null,
  locations json not null,
  created_on text collate "C" not null,
  unstorable json
);

create table concordat.tokens (
  hash text collate "C" primary key,
  current text,
  voided_on text collate "C",
  user_id text not null,
  email text collate "C" not null,
  password_version integer not null,
  expires_on text collate "C" not null,
  unstorable json
);

create index tokens_email on concordat.tokens (email);

create table concordat.secrets (
  business_id bigint primary key,
  sealed text not null,
  since text collate "C" not null,
  replaced json not null,
  unstorable json
);

-- Which keys the processes have, by fingerprints.
create table concordat.keys (
  purpose text primary key,
  fingerprint text not null
);

-- Embedded stores that were brought over.
create table concordat.imports (
  store text primary key,
  finished_on timestamptz not null default now()
);

-- Failed sign-ins: of a user in a network, of a network, of a user. A crash of the server may forget them.
create unlogged table concordat.sign_in_failures (
  key text collate "C" primary key,
  count integer not null,
  last timestamptz not null,
  expires timestamptz not null
);

create index sign_in_failures_expires on concordat.sign_in_failures (expires);

-- Where users signed in from.
create unlogged table concordat.sign_in_networks (
  pair text collate "C" primary key,
  used_on timestamptz not null
);

create index sign_in_networks_used_on on concordat.sign_in_networks (used_on);

create unlogged table concordat.request_counts (
  who text collate "C" primary key,
  count integer not null,
  expires timestamptz not null
) with (fillfactor = 50);

-- Lists by a part of a name need it. It comes with PostgreSQL, but not each operator has it installed, or allows it.
do $$
declare
  place text;
begin
  begin
    create extension if not exists pg_trgm with schema concordat;
  exception when insufficient_privilege or undefined_file or feature_not_supported then
    raise notice 'lists by a part of a name read all webhooks, as there is no pg_trgm: %', sqlerrm;
  end;
  select n.nspname into place from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  if found then
    execute format('create index webhooks_name on concordat.webhooks using gin (folded_name %I.gin_trgm_ops)', place);
  end if;
end
$$;
