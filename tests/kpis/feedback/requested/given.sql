-- Requests are two actions of the audit log; more answers than requests pass 100 %
-- period: day
-- from: 2026-03-10
-- to: 2026-03-10
-- as of: 2026-03-12T00:00:00Z
-- about: feedback_count, feedback_rating_sum, feedback_requested, feedback_covered
insert into tenants (tenant_id) values ('salon'), ('silent');
insert into audit_log (id, tenant_id, action, created_at) values
    ('l1', 'salon', 'feedback_request', '2026-03-10T09:00:00Z'),
    ('l2', 'salon', 'feedback.requested', '2026-03-10T09:01:00Z'),
    ('l3', 'salon', 'feedback_submit', '2026-03-10T09:02:00Z'),
    ('l4', 'salon', 'feedback_requested', '2026-03-10T09:03:00Z'),
    ('l5', 'salon', 'feedback.request', '2026-03-10T09:04:00Z'),
    ('l6', null, 'feedback_request', '2026-03-10T09:05:00Z'),
    ('l7', 'silent', 'feedback_request', '2026-03-10T09:06:00Z'),
    ('l8', 'silent', 'feedback_request', '2026-03-11T00:00:00Z');
insert into feedback (id, tenant_id, rating, created_at) values
    ('f1', 'salon', 2, '2026-03-10T09:00:00Z'),
    ('f2', 'salon', 3, '2026-03-10T09:00:00Z'),
    ('f3', 'salon', 5, '2026-03-10T09:00:00Z');
