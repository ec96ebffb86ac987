-- Speech and scans are counted whole, whatever their target; their latency is in no histogram
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
insert into tenants (tenant_id) values ('salon');
insert into kpi_integration_log (tenant_id, kind, target, ok, latency_ms, created_at) values
    ('salon', 'stt', 'whisper', true, 900, '2026-03-10T09:00:00Z'),
    ('salon', 'stt', 'calcom', false, 900, '2026-03-10T09:01:00Z'),
    ('salon', 'stt', null, null, 900, '2026-03-10T09:02:00Z'),
    ('salon', 'ocr', 'scanner', false, 900, '2026-03-10T09:03:00Z');
