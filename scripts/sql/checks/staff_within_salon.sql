-- The staff's counters add up to no more than the salon's; what is missing is unassigned
-- severity: fail
-- why: a visit with two members of staff is one visit of the salon and two of theirs, so these counters stand apart
{%- set names = [] %}
{%- for family in families %}
{%- for counter in family.totals if counter.level == 'S' and not counter.apart %}
{%- set _ = names.append(counter.name) %}
{%- endfor %}
{%- endfor %}
select
    sums.tenant_id,
    sums.granularity,
    sums.period_start,
    sums.period_end,
    concat(pairs.name, ': staff ', pairs.of_staff, ', salon ', pairs.of_salon) as said
from (
    select
        staged.tenant_id,
        staged.granularity,
        staged.period_start,
        staged.period_end
        {%- for name in names %},
        coalesce(sum(staged.{{ name }}) filter (where staged.staff_id <> ''), 0) as staff_{{ name }},
        coalesce(sum(staged.{{ name }}) filter (where staged.staff_id = ''), 0) as salon_{{ name }}
        {%- endfor %}
    from {{ staged }} as staged
    group by staged.tenant_id, staged.granularity, staged.period_start, staged.period_end
) as sums
cross join lateral (
    values
    {%- for name in names %}
    ('{{ name }}', sums.staff_{{ name }}, sums.salon_{{ name }}){{ ',' if not loop.last }}
    {%- endfor %}
) as pairs (name, of_staff, of_salon)
where pairs.of_staff > pairs.of_salon
