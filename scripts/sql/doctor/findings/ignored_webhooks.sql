-- Webhooks of other systems that were accepted and ignored
-- grain: one row per system and trigger
-- parameters: since
-- reads: kpi_ignored_webhook
{%- import 'scripts/sql/doctor/_recent.sql' as recent %}
select
    'info' as severity,
    format(
        '%s sends %s, of which nothing is counted: %s since %s, to %s',
        ignored.source, ignored.trigger_event, sum(ignored.seen), min(ignored.first_seen_at)::date,
        {{ recent.examples('ignored.tenant_id') }}
    ) as said,
    'unsubscribe from it there, if nobody else reads it' as remedy
from kpi_ignored_webhook as ignored
where ignored.last_seen_at >= {{ param('since') }}::timestamptz
group by ignored.source, ignored.trigger_event
order by sum(ignored.seen) desc, said
limit 20
