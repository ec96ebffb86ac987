-- An infinite created_at is null: no event, so no earlier success either
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into booking_events (id, tenant_id, booking_id, event_type, created_at) values

    ('e1', 'salon', 'b1', 'created', '-infinity'),
    ('e2', 'salon', 'b1', 'confirmed', '2026-03-10T09:00:00Z'),
    ('e3', 'salon', 'b2', 'created', 'infinity');
