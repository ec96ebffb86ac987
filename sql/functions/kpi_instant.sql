-- An instant as text: RFC 3339 with its offset, else null
-- object: function kpi_instant(text)
-- why: a cast would fail the window on the first impossible date; both ways admit only strings that cast. The first is
--      for the form that nearly all hosts write, in half the time of a pattern; without look-ahead or captures the
--      pattern runs as a plain automaton. No JSON but a string has text that either admits
create or replace function kpi_instant(value text) returns timestamptz
language sql stable parallel safe
as $$
    select case
        when
            translate(value, '0123456789', '') in ('--T::Z', '--T::.Z')
            and value like '____-__-__T__:__:__%Z'
            and value collate "C" >= '0001'
            and substr(value, 6, 2) collate "C" between '01' and '12'
            and substr(value, 9, 2) collate "C" between '01' and '28'
            and substr(value, 12, 2) collate "C" <= '23'
            and substr(value, 15, 1) collate "C" <= '5'
            and substr(value, 18, 1) collate "C" <= '5'
            and (length(value) = 20 or substr(value, 20, 1) = '.' and length(value) between 22 and 27)
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
