-- One spelling for the many that a booking's status or event type comes in
-- object: function kpi_event_type(text)
-- why: looked up in an object, every spelling costs the same
{%- import 'sql/_event_types.sql' as types %}
create or replace function kpi_event_type(spelling text) returns text
language sql immutable parallel safe
as $$
    select coalesce('{
{%- for type in types.synonyms %}
{%- set last_type = loop.last %}
{%- for synonym in types.synonyms[type] %}
{%- set last_synonym = loop.last %}
{%- for prefix in types.prefixes %}
        "{{ prefix }}{{ synonym }}": "{{ type }}"{{ ',' if not (loop.last and last_synonym and last_type) }}
{%- endfor %}
{%- endfor %}
{%- endfor %}
    }'::jsonb ->> lower(spelling collate "C"), lower(spelling collate "C"))
$$;

comment on function kpi_event_type(text) is
    'Lower case, without booking. or booking_ in front, synonyms folded: created, confirmed, cancelled, no_show, ...; an unknown one only in lower case';
