-- What Cal.com has told of a booking so far, in the order of its instants
-- object: function kpi_calcom_statements(text, text)
-- reads: booking_events
-- why: the set of these decides everything about the booking, so that it does not matter in which order they came
{%- set t = host('booking_events') %}
{%- set payload = t.column('payload_json', 'payload', type='jsonb') %}
create or replace function kpi_calcom_statements(tenant_id text, booking_id text)
returns table (
    place bigint, id text, trigger_event text, said_at timestamptz, facts jsonb, is_absent boolean, flags jsonb
)
language sql stable
set timezone = 'UTC'
as $$
    select
        row_number() over (order by said.said_at asc, said.id collate "C" asc) as place,
        said.id,
        said.payload -> 'calcom' ->> 'trigger' as trigger_event,
        said.said_at,
        said.payload -> 'calcom' -> 'facts' as facts,
        said.payload -> 'noShow' = 'true' as is_absent,
        said.payload -> 'calcom' -> 'flags' as flags
    from (
        select
            {{ t.column('id', type='text') }} as id,
            {{ t.column('created_at', type='timestamptz') }} as said_at,
            {{ payload }} as payload
        from {{ t }}
        where
            {{ t.column('tenant_id', type='text') }} = kpi_calcom_statements.tenant_id
            and {{ t.column('booking_id', type='text') }} = kpi_calcom_statements.booking_id
    ) as said
    where said.payload -> 'calcom' ? 'trigger' and said.id like 'calcom-%'
$$;

comment on function kpi_calcom_statements(text, text) is
    'The webhooks of Cal.com about a booking, the earliest first, with what each says of the appointment and of who did not come';
