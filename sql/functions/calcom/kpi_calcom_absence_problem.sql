-- What is wrong with an absence that Cal.com tells of
-- object: function kpi_calcom_absence_problem(jsonb)
create or replace function kpi_calcom_absence_problem(entry jsonb) returns text
language sql stable
as $$
    select case
        when jsonb_typeof(entry) is distinct from 'object' then 'oooEntry is missing'
        when kpi_calcom_staff('', entry -> 'user') is null then 'oooEntry.user has no id, username or email'
        when kpi_instant(entry ->> 'start') is null then 'oooEntry.start is no instant'
        when kpi_instant(entry ->> 'end') is null then 'oooEntry.end is no instant'
        when kpi_instant(entry ->> 'end') <= kpi_instant(entry ->> 'start') then 'oooEntry.end is not after its start'
    end
$$;

comment on function kpi_calcom_absence_problem(jsonb) is
    'Why an out-of-office entry of Cal.com cannot be taken, by name; null: it can';
