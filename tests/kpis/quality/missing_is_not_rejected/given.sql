-- What is missing or null is not rejected, nor is metadata that is no object
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: values_rejected
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{
        "staffId": null, "serviceId": null, "durationMinutes": null, "bufferMinutes": null, "endAt": null,
        "price": null, "discount": null, "currency": null, "refundedAmount": null, "refundedAt": null,
        "preferredStart": null, "rescheduledFromUid": null
    }'),
    ('a2', 'salon', '2026-03-10T12:00:00Z', '{}'),
    ('a3', 'salon', '2026-03-10T12:00:00Z', null),
    ('a4', 'salon', '2026-03-10T12:00:00Z', 'null'),
    ('a5', 'salon', '2026-03-10T12:00:00Z', '["price", {"price": -1}]'),
    ('a6', 'salon', '2026-03-10T12:00:00Z', '"price"'),
    ('a7', 'salon', '2026-03-10T12:00:00Z', '7');
