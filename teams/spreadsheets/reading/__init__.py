"""What the bytes of a spreadsheet mean: the encoding and separator of CSV, hidden rows, links and formats of XLSX."""
