-- Clients' ratings
-- object: view kpi_source_feedback
-- host table: feedback
{%- set t = host('feedback') %}
{%- set rating = t.column('rating', type='numeric') %}
{%- set created_at = t.column('created_at', type='timestamptz') %}
create or replace view kpi_source_feedback as
select
    {{ t.column('tenant_id', type='text') }} as tenant_id,
    {{ t.column('id', type='text') }} as id,
    {{ t.column('booking_id', type='text') }} as booking_id,
    nullif({{ t.column('staff_id', type='text') }}, '') as staff_id,
    {{ rating }} as rating,
    case
        when {{ rating }} > '-infinity' and {{ rating }} < 'infinity' then {{ rating }} between 1 and 5
    end as is_valid,
    {{ created_at }} as created_at
from {{ t }}
where {{ created_at }} > '-infinity' and {{ created_at }} < 'infinity';

comment on view kpi_source_feedback is 'The host''s feedback; ratings as given, valid or not';
comment on column kpi_source_feedback.is_valid is 'From 1 to 5; null where there is no rating';
