-- An instant as text: RFC 3339 with its offset, else null
-- object: function kpi_instant(text)
-- why: a cast would fail the window on the first impossible date; the pattern admits only strings that cast, and
--      without look-ahead or captures it runs as a plain automaton. No JSON but a string has text that it admits
create or replace function kpi_instant(value text) returns timestamptz
language sql stable parallel safe
as $$
    select case
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
