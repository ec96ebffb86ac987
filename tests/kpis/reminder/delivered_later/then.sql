-- The worker is done, long after the start: what counts is when the job was created
update job_log set status = 'processed', updated_at = '2026-03-11T09:00:00Z';
