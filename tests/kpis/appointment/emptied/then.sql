-- To next week
update appointments_map set start_at = '2026-03-17T12:00:00Z';
