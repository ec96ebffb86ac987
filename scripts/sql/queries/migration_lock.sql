-- Wait until no other migrate is at work; the lock goes with the transaction
select pg_advisory_xact_lock(hashtextextended('kpi-tool migrate', 0))
