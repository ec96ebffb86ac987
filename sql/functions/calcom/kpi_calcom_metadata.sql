-- The metadata of an appointment with what Cal.com says of it
-- object: function kpi_calcom_metadata(jsonb, jsonb, text)
-- why: what the host has written itself stays, because it knows its prices and staff better. What came from Cal.com is
--      under the key calcom, too, so that the two can be told apart, and with it the client that was inherited
create or replace function kpi_calcom_metadata(metadata jsonb, facts jsonb, inherited_client_id text) returns jsonb
language sql immutable
as $$
    select case
        when jsonb_typeof(host.metadata) <> 'object' or (ours.facts is null and inherited.facts = '{}') then host.metadata
        else
            host.metadata
            || coalesce(ours.facts, '{}')
            || jsonb_build_object('calcom', coalesce(ours.facts, '{}') || inherited.facts)
    end
    from (select coalesce(nullif(kpi_calcom_metadata.metadata, 'null'), '{}') as metadata) as host
    cross join lateral (
        select jsonb_object_agg(fact.key, fact.value) as facts
        from jsonb_each(kpi_calcom_metadata.facts) as fact (key, value)
        where
            coalesce(host.metadata -> fact.key, 'null') = 'null'
            or host.metadata -> fact.key = host.metadata -> 'calcom' -> fact.key
    ) as ours
    cross join lateral (
        select jsonb_strip_nulls(jsonb_build_object('clientId', inherited_client_id)) as facts
    ) as inherited
$$;

comment on function kpi_calcom_metadata(jsonb, jsonb, text) is
    'An appointment''s metadata with what Cal.com says of it, but for keys that the host has written itself';
