-- Log an event of the host into the table that its KPIs are counted from
-- object: function kpi_log_event(text, text, jsonb, timestamptz, text)
-- reads: kpi_source_booking_events, kpi_source_message_log, kpi_source_feedback, kpi_source_audit_log,
--     kpi_source_inventory_ledger, kpi_source_stock_snapshot, kpi_source_intake_doc, kpi_integration_log
-- writes: booking_events, message_log, feedback, audit_log, inventory_ledger, stock_snapshot, intake_doc,
--     kpi_integration_log, kpi_mark
-- why: row ids come of tenant and event id, so that the host's primary keys make two of the same event one, whoever is
--      first; what happened over a minute ago bears no stamp of today, and so is marked. The salon is named meanwhile,
--      so that a role that sees no other rows finds what is known
{%- import 'sql/_host_rows.sql' as rows %}
{%- set common = {'id': 'row_id::text', 'tenant_id': 'kpi_log_event.tenant_id', 'created_at': 'occurred_at'} %}
{%- macro into(table, more, source=none) %}
            {{ rows.insert(host(table), table, dict(common, **more), source) | indent(12) }}
{%- endmacro %}
create or replace function kpi_log_event(
    tenant_id text,
    event_type text,
    payload jsonb,
    occurred_at timestamptz default statement_timestamp(),
    event_id text default null
) returns boolean
language plpgsql
as $$
declare
    problem constant text := kpi_event_problem(
        kpi_log_event.tenant_id, kpi_log_event.event_type, payload, occurred_at, event_id
    );
    row_id constant uuid := case
        when event_id is null then gen_random_uuid()
        else md5(jsonb_build_array(kpi_log_event.tenant_id, event_id)::text)::uuid
    end;
    kind constant text := split_part(kpi_log_event.event_type, '.', 2);
    named constant text := coalesce(current_setting('kpi_tool.tenant_id', true), '');
    is_known boolean;
    written bigint := 0;
begin
    if problem is not null then
        raise exception using errcode = 'invalid_parameter_value', message = problem;
    end if;
    perform set_config('kpi_tool.tenant_id', kpi_log_event.tenant_id, true);
    is_known := event_id is not null and (
        exists (
            select from kpi_integration_log as r
            where r.tenant_id = kpi_log_event.tenant_id and r.id = row_id
        )
        {%- for table in (
            'booking_events', 'message_log', 'feedback', 'audit_log', 'inventory_ledger', 'stock_snapshot', 'intake_doc'
        ) %}
        or exists (
            select from kpi_source_{{ table }} as r
            where r.id = row_id::text
        )
        {%- endfor %}
    );
    perform set_config('kpi_tool.tenant_id', named, true);
    if is_known then
        return false;
    end if;
    case
        when kpi_log_event.event_type like 'booking.%' then
{{- into('booking_events', {
    'booking_id': "payload ->> 'bookingId'",
    'event_type': 'kpi_log_event.event_type',
    'source': "coalesce(payload ->> 'source', 'kpi_log_event')",
    'payload_json': 'payload',
    'payload': 'payload',
}) }}
        when kpi_log_event.event_type like 'message.%' then
{{- into('message_log', {
    'channel': "payload ->> 'channel'",
    'direction': 'kind',
    'message_id': "payload ->> 'messageId'",
    'customer_id': "payload ->> 'customerId'",
    'payload': 'payload',
}) }}
        when kpi_log_event.event_type in ('admin.manual_intervention', 'feedback.requested') then
{{- into('audit_log', {
    'actor': "coalesce(payload ->> 'actor', 'kpi_log_event')",
    'action': "case kind when 'requested' then 'feedback_request' else 'admin.' || regexp_replace(payload ->> 'action', '^admin[.]', '') end",
    'payload': 'payload',
}) }}
        when kpi_log_event.event_type = 'feedback.submitted' then
{{- into('feedback', {
    'booking_id': "payload ->> 'bookingId'",
    'staff_id': "payload ->> 'staffId'",
    'service_id': "payload ->> 'serviceId'",
    'channel': "payload ->> 'channel'",
    'rating': "kpi_json_number(payload -> 'rating')",
    'comment': "payload ->> 'comment'",
}) }}
        when kpi_log_event.event_type = 'inventory.intake_created' then
{{- into('intake_doc', {
    'file_id': "payload ->> 'docId'",
    'status': "'draft'",
    'extracted_items': "payload -> 'items'",
    'updated_at': 'occurred_at',
}) }}
        when kpi_log_event.event_type = 'inventory.intake_confirmed' then
{{- into('inventory_ledger', {
    'id': "case item.place when 1 then row_id else md5(row_id::text || item.place)::uuid end::text",
    'item_id': "item.said ->> 'itemId'",
    'qty_delta': "kpi_json_number(item.said -> 'qty')",
    'reason': "'intake'",
    'source_doc_id': "payload ->> 'docId'",
}, "from jsonb_array_elements(payload -> 'items') with ordinality as item (said, place)") }}
            {%- if host('intake_doc').columns %}
            update {{ host('intake_doc') }} as doc
            set status = 'confirmed', updated_at = statement_timestamp()
            where doc.tenant_id = kpi_log_event.tenant_id and doc.file_id = payload ->> 'docId' and written > 0;
            {%- endif %}
        when kpi_log_event.event_type = 'inventory.consumed' then
{{- into('inventory_ledger', {
    'item_id': "payload ->> 'itemId'",
    'qty_delta': "-kpi_json_number(payload -> 'qty')",
    'reason': "'consume'",
    'booking_id': "payload ->> 'bookingId'",
}) }}
        when kpi_log_event.event_type = 'inventory.reconciled' then
{{- into('stock_snapshot', {
    'item_id': "payload ->> 'itemId'",
    'qty_physical': "kpi_json_number(payload -> 'qtyPhysical')",
    'qty_expected': "kpi_json_number(payload -> 'qtyExpected')",
    'variance': "kpi_json_number(payload -> 'qtyPhysical') - kpi_json_number(payload -> 'qtyExpected')",
}) }}
        else
            insert into kpi_integration_log (id, tenant_id, kind, target, ok, status_code, latency_ms, created_at)
            values (
                row_id,
                kpi_log_event.tenant_id,
                kind,
                payload ->> 'target',
                (payload -> 'ok')::boolean,
                kpi_json_number(payload -> 'status_code')::integer,
                kpi_json_number(payload -> 'latency_ms'),
                occurred_at
            )
            on conflict do nothing;
            get diagnostics written = row_count;
    end case;
    -- Our own table marks such rows by itself.
    if
        written > 0
        and occurred_at < transaction_timestamp() - interval '1 minute'
        and kpi_log_event.event_type not like 'integration.%'
    then
        insert into kpi_mark (tenant_id, source, instants, booking_id, intent_id)
        values (
            kpi_log_event.tenant_id,
            kpi_log_event.event_type,
            tstzrange(occurred_at, occurred_at, '[]'),
            payload ->> 'bookingId',
            payload ->> 'intentId'
        );
    end if;
    return written > 0;
end
$$;

comment on function kpi_log_event(text, text, jsonb, timestamptz, text) is
    'Logs an event of the catalogue kpi_required_event into the table that its KPIs are counted from. True: stored; false: an event of this id is known. Raises invalid_parameter_value with what is wrong';
