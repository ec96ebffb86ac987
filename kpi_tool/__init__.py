"""KPIs of a multi-tenant booking platform, computed inside Postgres."""

__version__ = "0.1.0"
