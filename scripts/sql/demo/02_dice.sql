-- Dice that always fall the same way, and other helpers of the demo.
-- reads: nothing
-- writes: schema kpi_demo
-- why: the last file drops the schema again.
--      Nothing here depends on the clock, the session's time zone or a collation: every
--      choice is a hash of an id and of what is being chosen. Functions are marked as what
--      they call, for Postgres to inline them.

drop schema if exists kpi_demo cascade;
create schema kpi_demo;

-- A number in [0, 1) for this id and topic.
create function kpi_demo.dice(id text, topic text) returns double precision
language sql immutable
return (hashtextextended(id || '/' || topic, 0) & 4294967295)::double precision / 4294967296;

-- Whether something that happens with this chance happens to this id.
create function kpi_demo.happens(id text, topic text, chance double precision) returns boolean
language sql immutable
return kpi_demo.dice(id, topic) < chance;

-- One of the options, each as likely as the others; repeat one to make it likelier.
create function kpi_demo.pick(id text, topic text, options text[]) returns text
language sql immutable
return options[1 + floor(kpi_demo.dice(id, topic) * cardinality(options))::integer];

-- An id as hosts write them: a prefix and fourteen hexadecimal digits.
create function kpi_demo.uid(prefix text, key text) returns text
language sql immutable
return prefix || '_' || substr(md5(key), 1, 14);

-- So many whole seconds later. Days never enter: their length depends on the zone.
create function kpi_demo.later(at timestamptz, seconds double precision) returns timestamptz
language sql stable
return at + floor(seconds) * interval '1 second';

-- Seconds between two instants.
create function kpi_demo.seconds(since timestamptz, until timestamptz) returns double precision
language sql stable
return date_part('epoch', until) - date_part('epoch', since);

-- The same instant, or the evening before when it falls into the night.
create function kpi_demo.awake(at timestamptz, zone text) returns timestamptz
language sql stable
return at - case when extract(hour from at at time zone zone) < 7 then interval '8 hours' else interval '0' end;

-- An instant as JSON carries it.
create function kpi_demo.rfc3339(at timestamptz) returns text
language sql stable
return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
