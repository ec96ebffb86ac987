-- A number in [0, 1) that depends on nothing but its arguments: the generator's stand-in for chance
-- why: hash-based, so that every load of the same size gives the same rows; simple enough to be inlined
create or replace function pg_temp.unit(n bigint, what text) returns double precision
language sql immutable
return (hashint8extended(n, hashtext(what)) & 4294967295)::double precision / 4294967296;
