-- What has been applied: name and checksum of every migration, or of every repeatable
-- shape: table (kpi_migration or kpi_repeatable)
-- reads: kpi_migration, kpi_repeatable
select applied.name, applied.checksum
from {{ table }} as applied
