-- 0005 booking events: the log of bookings, only where the host keeps none

do $$
begin
    if to_regclass('booking_events') is not null then
        return;
    end if;
    create table booking_events (
        id text primary key,
        tenant_id text not null,
        booking_id text,
        event_type text not null,
        source text,
        payload_json jsonb not null default '{}',
        created_at timestamptz not null default now()
    );
    create index booking_events_tenant_id_booking_id_created_at_idx
    on booking_events (tenant_id, booking_id, created_at);
    create index booking_events_event_type_created_at_idx on booking_events (event_type, created_at);
    comment on table booking_events is 'What happened to bookings, in the order it happened; append-only';
    comment on column booking_events.id is 'Any unique id';
    comment on column booking_events.tenant_id is 'The salon';
    comment on column booking_events.booking_id is 'The booking (Cal.com''s uid); null before there is one';
    comment on column booking_events.event_type is 'intent_received, created, confirmed, rescheduled, cancelled, rejected, no_show, completed';
    comment on column booking_events.source is 'Who reported it, such as api:booking, calcom:webhook or admin';
    comment on column booking_events.payload_json is 'staffId, intentId, noShow and whatever else the reporter knew';
    comment on column booking_events.created_at is 'When it happened';
end
$$;
