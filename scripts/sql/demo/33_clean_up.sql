-- Takes the scaffolding away and tells the planner what is there now.
-- reads: nothing
-- writes: schema kpi_demo

drop schema kpi_demo cascade;

analyze tenants;
analyze tenant_config;
analyze clients;
analyze appointments_map;
analyze booking_events;
analyze message_log;
analyze job_log;
analyze feedback;
analyze inventory_item;
analyze inventory_ledger;
analyze stock_snapshot;
analyze intake_doc;
analyze audit_log;
analyze kpi_tenant_settings;
analyze kpi_opening_hours;
analyze kpi_staff_schedule;
analyze kpi_staff_time_off;
analyze kpi_integration_log;
analyze kpi_queue_sample;
