-- The delivery notes behind the intakes, read from photos.
-- reads: inventory_ledger, kpi_demo.salon
-- writes: intake_doc
-- why: nobody has confirmed the note of the last day yet, which has no ledger rows.

insert into intake_doc (
    id,
    tenant_id,
    file_id,
    status,
    extracted_items,
    created_at,
    updated_at
)
select
    source_doc_id as id,
    tenant_id,
    kpi_demo.uid('file', source_doc_id) as file_id,
    'confirmed' as status,
    jsonb_agg(
        jsonb_build_object('itemId', item_id, 'qty', qty_delta) order by item_id collate "C"
    ) as extracted_items,
    kpi_demo.later(created_at, -900) as created_at,
    created_at as updated_at
from inventory_ledger
where reason = 'intake'
group by
    source_doc_id,
    tenant_id,
    created_at
union all
select
    kpi_demo.uid('doc', tenant_id || '/draft') as id,
    tenant_id,
    kpi_demo.uid('file', tenant_id || '/draft') as file_id,
    'draft' as status,
    '[]'::jsonb as extracted_items,
    timestamp '2026-04-05 12:00' at time zone zone as created_at,
    timestamp '2026-04-05 12:00' at time zone zone as updated_at
from kpi_demo.salon;
