-- A whole number from 0 to choices - 1 that depends on nothing but its arguments
create or replace function pg_temp.pick(n bigint, what text, choices bigint) returns integer
language sql immutable
return mod(hashint8extended(n, hashtext(what)) & 4294967295, choices)::integer;
