"""Postings as rows of CSV and XLSX."""
