-- The answer of the /kpi endpoints, for a salon or a member of its staff
-- object: function kpi_answer(text, text, text, date, date, text, boolean, text, timestamptz)
-- reads: kpi_tenant_settings
-- why: compiling these statements just in time takes seconds, running them milliseconds
create or replace function kpi_answer(
    tenant_id text,
    staff_id text,
    period text,
    from_date date,
    to_date date,
    tz text,
    series boolean,
    compare text,
    as_of timestamptz
) returns jsonb
language plpgsql stable
set jit = off
as $$
declare
    asked record;
    answer jsonb;
    previous jsonb;
begin
    select *
    into asked
    from kpi_asked(kpi_answer.tenant_id, period, from_date, to_date, tz, compare, as_of);
    answer := kpi_range(
        kpi_answer.tenant_id,
        kpi_answer.staff_id,
        period,
        asked.first_day,
        asked.last_day,
        asked.in_zone,
        asked.zone,
        as_of
    );
    answer := answer || jsonb_build_object(
        'tenantId', kpi_answer.tenant_id,
        'period', period,
        'tz', asked.in_zone,
        'currency', (
            select nullif(settings.currency, '')
            from kpi_tenant_settings as settings
            where settings.tenant_id = kpi_answer.tenant_id
        ),
        'targets', kpi_targets(answer -> 'metrics')
    );
    if series then
        answer := answer || jsonb_build_object('series', kpi_series(
            kpi_answer.tenant_id,
            kpi_answer.staff_id,
            period,
            asked.first_day,
            asked.last_day,
            asked.in_zone,
            asked.zone
        ));
    end if;
    if compare = 'previous' then
        previous := kpi_range(
            kpi_answer.tenant_id,
            kpi_answer.staff_id,
            period,
            asked.previous_first_day,
            asked.first_day - 1,
            asked.in_zone,
            asked.zone,
            as_of
        );
        answer := answer || jsonb_build_object(
            'previous', previous,
            'comparison', kpi_comparison(answer -> 'metrics', previous -> 'metrics')
        );
    end if;
    return answer;
end
$$;

comment on function kpi_answer(text, text, text, date, date, text, boolean, text, timestamptz) is
    'What kpi_summary and kpi_staff have in common; staff_id null: the salon';
