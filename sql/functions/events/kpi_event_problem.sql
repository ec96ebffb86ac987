-- What is wrong with an event that is to be logged
-- object: function kpi_event_problem(text, text, jsonb, timestamptz, text)
{%- import 'sql/_loggable.sql' as loggable %}
create or replace function kpi_event_problem(
    tenant_id text, event_type text, payload jsonb, occurred_at timestamptz, event_id text
) returns text
language plpgsql stable
as $$
declare
    problem text := kpi_tenant_problem(kpi_event_problem.tenant_id);
begin
    if problem is not null then
        return problem;
    elsif event_type is null then
        return 'event_type is missing';
    elsif event_type not in (
        {%- for name in loggable.events %}'{{ name }}'{{ ', ' if not loop.last }}{% endfor -%}
    ) then
        return format('unknown event type: %s', left(event_type, 100));
    elsif jsonb_typeof(payload) is distinct from 'object' then
        return 'payload is no object';
    elsif (
        occurred_at >= timestamptz '2000-01-01 00:00:00+00'
        and occurred_at <= statement_timestamp() + interval '24 hours'
    ) is not true then
        return 'occurred_at is missing, before the year 2000, or more than a day ahead';
    elsif octet_length(event_id) not between 1 and 1000 then
        return 'event_id is no string of 1 to 1000 bytes';
    end if;
    select format(
        'payload.%s %s',
        field.name,
        case when coalesce(payload -> field.name, 'null') = 'null' then 'is missing' else field.refusal end
    )
    into problem
    from (
        values
        {%- for event, (_, fields, _, _) in loggable.events.items() %}
        {%- set last_event = loop.last %}
        {%- for name, type in fields.items() %}
        ('{{ event }}', {{ loop.index }}, '{{ name }}', '{{ type | replace('!', '') }}', {{ 'true' if '!' in type else 'false' }}, '{{ loggable.types[type | replace('!', '')][0] }}')
        {{- ',' if not (last_event and loop.last) }}
        {%- endfor %}
        {%- endfor %}
    ) as field (event_type, place, name, type, is_required, refusal)
    cross join lateral (select payload -> field.name) as given (v)
    where
        field.event_type = kpi_event_problem.event_type
        and case
            when coalesce(given.v, 'null') = 'null' then field.is_required
            else (
                case field.type
                    {%- for type, (_, condition) in loggable.types.items() %}
                    when '{{ type }}' then {{ condition }}
                    {%- endfor %}
                end
            ) is not true
        end
    order by field.place
    limit 1;
    return problem;
end
$$;

comment on function kpi_event_problem(text, text, jsonb, timestamptz, text) is
    'Why an event cannot be logged, by name; null: it can';
