-- Each of the twelve keys that are read can be malformed; other keys are nobody's business
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: values_rejected
insert into tenants (tenant_id) values ('salon');
insert into appointments_map (id, tenant_id, start_at, metadata) values
    ('a1', 'salon', '2026-03-10T12:00:00Z', '{
        "staffId": 7, "serviceId": "", "durationMinutes": "long", "bufferMinutes": -1, "endAt": "noon",
        "price": -1, "discount": "5%", "currency": 978, "refundedAmount": "1e3", "refundedAt": "yesterday",
        "preferredStart": 9, "rescheduledFromUid": ["b1"], "gridMinutes": "wide", "tip": -1
    }');
