-- One spelling for the many that a booking's status or event type comes in
-- object: function kpi_event_type(text)
{%- import 'sql/_event_types.sql' as types %}
create or replace function kpi_event_type(spelling text) returns text
language sql immutable parallel safe
as $$
    select case lower(spelling collate "C")
{%- for type in types.synonyms %}
{%- for synonym in types.synonyms[type] %}
{%- for prefix in types.prefixes %}
        when '{{ prefix }}{{ synonym }}' then '{{ type }}'
{%- endfor %}
{%- endfor %}
{%- endfor %}
        else lower(spelling collate "C")
    end
$$;

comment on function kpi_event_type(text) is
    'Lower case, without booking. or booking_ in front, synonyms folded: created, confirmed, cancelled, no_show, ...; an unknown one only in lower case';
