-- A preferred start at the ends of time is known, has no local clock, and stops nobody
-- period: day
-- from: 2026-03-07
-- to: 2026-03-07
-- as of: 2026-04-01T00:00:00Z
-- about: offpeak_starts, offpeak_known, offpeak_shifted
insert into tenants (tenant_id) values ('west'), ('east');
insert into kpi_tenant_settings (tenant_id, timezone) values ('west', 'America/New_York'), ('east', 'Asia/Kathmandu');
insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata) values
    ('a1', 'west', 'b1', 'created', '4714-11-24 00:00:00+00 BC', null),
    ('a2', 'west', 'b2', 'created', '2026-03-07T10:00:00Z', '{"rescheduledFromUid": "b1"}'),
    ('a3', 'east', 'b3', 'created', '294276-12-31 23:59:59+00', null),
    ('a4', 'east', 'b4', 'created', '2026-03-07T02:00:00Z', '{"rescheduledFromUid": "b3"}');
