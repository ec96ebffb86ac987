-- Where the hand-written rollup puts its figures
-- grain: one row per tenant and local day
-- writes: handwritten_daily
create table if not exists handwritten_daily (
    tenant_id text not null,
    day date not null,
    bookings_confirmed bigint not null,
    booking_success_rate numeric,
    automation_rate numeric,
    cancellations bigint not null,
    no_shows bigint not null,
    revenue numeric,
    avg_ticket numeric,
    messages_outbound bigint not null,
    dead_letter_rate numeric,
    reminder_delivery_rate numeric,
    feedback_avg numeric,
    feedback_coverage numeric,
    admin_intervention_rate numeric,
    primary key (tenant_id, day)
)
