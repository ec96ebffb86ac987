-- Try an index on an empty copy of a table
-- shape: index
-- why: a column that is missing, or a type whose cast depends on settings, shows there, and nothing is locked
create temporary table {{ index.table }} (like {{ host(index.table) }}) on commit drop;
{{ index.statement | replace(' concurrently', '') }}
