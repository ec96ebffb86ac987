-- A server that is not one of those that kpi-tool is tested on
-- grain: one row per trouble
select found.severity, found.said, found.remedy
from (
    select current_setting('server_version_num')::integer / 10000 as version
) as server
cross join lateral (
    values
    (
        server.version < 15, 'fail',
        format('PostgreSQL %s is too old', server.version), 'upgrade the server to 15 or later'
    ),
    (
        server.version > 18, 'info',
        format('PostgreSQL %s is later than what kpi-tool is tested on (15 to 18)', server.version), null
    ),
    (
        pg_is_in_recovery(), 'fail',
        'this server is a standby and takes no writes', 'name the primary in DATABASE_URL'
    ),
    (
        current_setting('default_transaction_read_only') = 'on', 'fail',
        'transactions are read-only by default for this role or database',
        'alter role or database ... reset default_transaction_read_only'
    ),
    (
        current_setting('server_encoding') <> 'UTF8', 'warn',
        format('the database is encoded in %s: names beyond it cannot be stored', current_setting('server_encoding')),
        'use a database with UTF8'
    )
) as found (is_so, severity, said, remedy)
where found.is_so
