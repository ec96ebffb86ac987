-- Which repeatables have been applied, in which rendered text and from which template
-- grain: one row per object
-- reads: kpi_repeatable
select applied.name, applied.checksum, applied.template_checksum
from kpi_repeatable as applied
