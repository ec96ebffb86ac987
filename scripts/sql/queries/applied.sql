-- Which migrations have been applied, and in which text
-- grain: one row per migration
-- reads: kpi_migration
select applied.name, applied.checksum
from kpi_migration as applied
