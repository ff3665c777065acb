"""What other people's tools say of every kind of page: axe, the Nu HTML checker, the browser's console, Lighthouse."""
