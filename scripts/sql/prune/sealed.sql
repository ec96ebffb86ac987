-- Seal the days of tenants that are over for so long that their rows may be deleted, as far as they are good
-- grain: one row per tenant and source
-- shape: source (the table whose rows are to be deleted)
-- parameters: tenant_ids, as_of, keep_days
-- reads: kpi_coverage, kpi_mark, kpi_tenant
-- writes: kpi_seal
-- why: sealed first and deleted afterwards, so that nothing is ever counted from half of its rows. Where hours are
--      rolled up, they must be good as well; days that are to be computed again are not, nor are those of a tenant that
--      triggers have marked something of
insert into kpi_seal (tenant_id, source, sealed)
select
    days.tenant_id,
    '{{ source }}' as source,
    days.good * case
        when hours.tenant_id is null then days.good
        when hours.timezone = days.timezone then hours.good
        else '{}'
    end * tstzmultirange(tstzrange(null, kpi_day_start(
        ({{ param('as_of') }}::timestamptz at time zone tenants.timezone)::date - {{ param('keep_days') }}::integer,
        tenants.timezone
    ))) as sealed
from kpi_coverage as days
inner join kpi_tenant as tenants on days.tenant_id = tenants.tenant_id and days.timezone = tenants.timezone
left join kpi_coverage as hours
    on days.tenant_id = hours.tenant_id
    and hours.granularity = 'hour'
where
    days.tenant_id = any({{ param('tenant_ids') }}::text[])
    and days.granularity = 'day'
    and not exists (
        select from kpi_mark as marks
        where marks.tenant_id = days.tenant_id
    )
on conflict (tenant_id, source) do update
    set sealed = kpi_seal.sealed + excluded.sealed
    where not kpi_seal.sealed @> excluded.sealed
