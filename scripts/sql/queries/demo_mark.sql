-- Mark the host's tables as the demo's
comment on table tenants is 'kpi-tool demo'
