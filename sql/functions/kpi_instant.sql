-- An instant as text: RFC 3339 with its offset, else null
-- object: function kpi_instant(text)
-- why: a cast would fail the window on the first impossible date; both ways admit only strings that cast. The first is
--      for the form that nearly all hosts write, in half the time of a pattern: Postgres hashes a list of literals.
--      Without look-ahead or captures the pattern runs as a plain automaton. No JSON but a string has text that either
--      admits
{%- macro numbers(first, last) -%}
{%- for n in range(first, last + 1) %}'{{ '%02d' | format(n) }}'{{ ', ' if not loop.last }}{% endfor -%}
{%- endmacro %}
create or replace function kpi_instant(value text) returns timestamptz
language sql stable parallel safe
as $$
    select case
        when
            value like '____-__-__T__:__:__%'
            and substr(value, 1, 4) in ({{ numbers(1970, 2099) }})
            and substr(value, 6, 2) in ({{ numbers(1, 12) }})
            and substr(value, 9, 2) in ({{ numbers(1, 28) }})
            and substr(value, 12, 2) in ({{ numbers(0, 23) }})
            and substr(value, 15, 2) in ({{ numbers(0, 59) }})
            and substr(value, 18, 2) in ({{ numbers(0, 59) }})
            and (substr(value, 20) = 'Z' or substr(value, 20) ~ '^[.][0-9]{1,6}Z$')
            then value::timestamptz
        when
            value ~ (
                '^(?:[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)'
                || '|(?:0[13578]|1[02])-31)'
                || '|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)'
                || 'T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?'
                || '(?:Z|[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)$'
            )
            and value not like '0000%'
            then value::timestamptz
    end
$$;

comment on function kpi_instant(text) is 'The instant that an RFC 3339 string names, else null; it never fails';
