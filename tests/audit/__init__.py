"""Audits every kind of page with axe, the Nu HTML checker, the browser's console and Lighthouse."""
